// A subscription over the WebSocket beside the endpoint, as GraphiQL wants it: something to observe.
import { createClient } from 'graphql-ws';

export function subscription(endpoint, headers, params) {
  const url = new URL(endpoint);
  url.protocol = url.protocol.replace('http', 'ws');
  // A page can send no header with a handshake: the tab's headers go along as `connection_init`.
  const client = createClient({ url: url.href, connectionParams: headers });
  return {
    subscribe(observer) {
      const unsubscribe = client.subscribe(params, {
        next: (result) => observer.next(result),
        error(reason) {
          observer.next({ errors: errors(reason) });
          observer.complete();
        },
        complete: () => observer.complete(),
      });
      return { unsubscribe };
    },
  };
}

/** Why a subscription ended: errors of the operation, the close of the socket, or whatever kept it from opening. */
function errors(reason) {
  if (Array.isArray(reason)) return reason;
  return [{ message: reason?.reason || reason?.message || 'The WebSocket cannot be opened.' }];
}
