/**
 * Hosts that mean this machine, as `URL.hostname` writes them. Only to these may a key travel over plain http, and these are
 * never reached through a proxy: it is one list, so that no key can go to a proxy unprotected. Other names of this machine,
 * such as 127.0.0.2 or app.localhost, are treated like any other server.
 */
export const loopbackHosts: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];
