// The named operations of the repository, each a tab. The search comes first: it is what people try.
const documents = import.meta.glob('../../operations/*.graphql', { query: '?raw', import: 'default', eager: true });
const variables = import.meta.glob('../../operations/*.json', { import: 'default', eager: true });

const name = (path) => path.split('/').pop().replace(/\.\w+$/, '');
const first = 'SearchItems';

export const tabs = Object.entries(documents)
  .map(([path, query]) => {
    const known = variables[path.replace(/\.graphql$/, '.json')];
    return { title: name(path), query, variables: known ? JSON.stringify(known, null, 2) : undefined };
  })
  .sort((a, b) => (b.title === first) - (a.title === first) || a.title.localeCompare(b.title))
  .map(({ query, variables: values }) => ({ query, variables: values }));
