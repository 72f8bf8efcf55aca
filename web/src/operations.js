// The named operations of the repository, each a tab, in the order in which people need them: find, buy, keep the books.
const documents = import.meta.glob('../../operations/*.graphql', { query: '?raw', import: 'default', eager: true });
const variables = import.meta.glob('../../operations/*.json', { import: 'default', eager: true });

const name = (path) => path.split('/').pop().replace(/\.\w+$/, '');

const ORDER = [
  ...['SearchItems', 'ItemPage', 'SearchOffers', 'Licenses'],
  ...['Quote', 'LicenseItem', 'Purchase', 'Transactions', 'CreateInvoice', 'TransferLicense', 'TransactionCertificates'],
  ...['DownloadComp', 'GenerateImage', 'GenerationProgress'],
];
// What is not named there follows by its name.
const place = ({ title }) => (ORDER.includes(title) ? ORDER.indexOf(title) : ORDER.length);

export const tabs = Object.entries(documents)
  .map(([path, query]) => {
    const known = variables[path.replace(/\.graphql$/, '.json')];
    return { title: name(path), query, variables: known ? JSON.stringify(known, null, 2) : undefined };
  })
  .sort((a, b) => place(a) - place(b) || a.title.localeCompare(b.title))
  .map(({ query, variables: values }) => ({ query, variables: values }));
