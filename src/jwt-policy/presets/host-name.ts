/** A host name of two labels or more, lower case as in `iss`: no scheme, no port, no path. */
export const HOST_NAME = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;
