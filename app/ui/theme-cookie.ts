/** Name of the cookie that keeps a chosen theme. */
export const THEME_COOKIE = 'patchbay-theme'
