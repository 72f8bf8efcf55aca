// Apollo Client in development mode: it complains about holes in its cache only if told so before it loads.
globalThis.__DEV__ = true;
const apollo = await import('@apollo/client');
const { loadErrorMessages } = await import('@apollo/client/dev');
const { PersistedQueryLink } = await import('@apollo/client/link/persisted-queries');
loadErrorMessages();

export { PersistedQueryLink };
export const { CombinedGraphQLErrors, InMemoryCache, gql } = apollo;

/** A client with an empty cache, and the requests that it sent. Operations pass through `links` first. */
export function connect(portico, { cache = new InMemoryCache(), links = [], ...options } = {}) {
  const sent = [];
  const http = new apollo.HttpLink({
    uri: portico.graphql,
    headers: { authorization: `Bearer ${portico.token}` },
    fetch(address, request) {
      sent.push({ method: request.method, address, body: request.body });
      return fetch(address, request);
    },
    ...options,
  });
  return { client: new apollo.ApolloClient({ link: apollo.ApolloLink.from([...links, http]), cache }), sent };
}
