/** Version of the toolkit; a test holds it to package.json. */
export const TOOLKIT_VERSION = '0.1.0'
