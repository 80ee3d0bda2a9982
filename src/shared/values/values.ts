/** Values of the user's own on their way between Node and Python; test/contract/cases/values.json is the contract, run in both languages. */
export { decodeValues } from './values-decode';
export { encodeValues } from './values-encode';
