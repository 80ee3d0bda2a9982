/** The environment variable that carries the host's socket path to every worker. */
export const HOST_VARIABLE = 'DSPEX_HOST';
