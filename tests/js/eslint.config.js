// What schema.graphql and operations/ are held to. Everything that is switched off says why.
import graphql from '@graphql-eslint/eslint-plugin';

const root = new URL('../../', import.meta.url).pathname;
const rules = (name) => graphql.configs[`flat/${name}`].rules;

export default [
  {
    files: ['**/*.graphql'],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: `${root}schema.graphql`, documents: `${root}operations/*.graphql` } },
    },
    linterOptions: { noInlineConfig: true },
  },
  {
    files: ['schema.graphql'],
    rules: {
      ...rules('schema-all'),
      ...rules('schema-relay'),
      // There are mutations and subscriptions: the rule is for graphs that shall have none.
      '@graphql-eslint/no-root-type': 'off',
      // A payload says what came of it; what else a page wants is a query of its own, with its own scopes and cost.
      '@graphql-eslint/require-field-of-type-query-in-mutation-result': 'off',
      // Fields and values stand in the order a reader wants them; types are sorted by the code that prints them.
      '@graphql-eslint/alphabetize': 'off',
      // `username` is one word and not `name` with a prefix; the rule has no exceptions.
      '@graphql-eslint/no-typename-prefix': 'off',
      // The viewer stands in the token, and a connection is only a frame: what may fail are the nullable fields within.
      '@graphql-eslint/require-nullable-result-in-root': 'off',
      '@graphql-eslint/strict-id-in-types': [
        'error',
        {
          exceptions: {
            // Frames of a page: Relay knows them by their parent.
            // Payloads and their errors live as long as the answer.
            suffixes: ['Connection', 'Edge', 'Payload', 'Error'],
            // Values: they are part of what holds them and have no life, and no key upstream, of their own.
            types: [
              'AudioProperties',
              'AuditEntry',
              'Author',
              'Budget',
              'BudgetPeriod',
              'Category',
              'Certificate',
              'CustomReference',
              'ExtraOption',
              'GeneratedImage',
              'InvoiceItemLine',
              'InvoiceRefillLine',
              'ItemSize',
              'ItemUsage',
              'KeyValue',
              'Money',
              'OriginalFile',
              'Ownership',
              'PageInfo',
              'Party',
              'Permission',
              'Preview',
              // Named by the enum `Provider`.
              'ProviderInfo',
              'PurchaseApproval',
              'PurchaseLine',
              'Quota',
              'Quote',
              'QuoteChoice',
              'QuoteLine',
              'QuoteRefusal',
              'ReferenceField',
              'References',
              'SearchProvider',
              'Tax',
              'Usage',
              'UsagePeriod',
              'UsageReport',
              'UserReference',
              'VideoPreview',
              // Named by its token, not by an id that somebody could ask `node` for.
              'Viewer',
            ],
          },
        },
      ],
      // The providers' lists are read forward only: `last` and `before` could not be kept.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
      '@graphql-eslint/relay-edge-types': [
        'error',
        {
          withEdgeSuffix: true,
          // `ItemUsage` is a row of a report: a value, as above.
          shouldImplementNode: false,
          // `nodes` spares clients the edges, as GitHub's graph does; lists that cannot grow (tags, sizes) need no pages.
          listTypeCanWrapOnlyEdgeType: false,
        },
      ],
    },
  },
  {
    files: ['operations/*.graphql'],
    rules: {
      ...rules('operations-all'),
      // Selections read in the order in which a page shows them.
      '@graphql-eslint/alphabetize': 'off',
      // A file is named exactly as its operation; GraphiQL's tabs and the tests find it by that.
      '@graphql-eslint/match-document-filename': ['error', { fileExtension: '.graphql', query: 'PascalCase', mutation: 'PascalCase', subscription: 'PascalCase' }],
    },
  },
];
