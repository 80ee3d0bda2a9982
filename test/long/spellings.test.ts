import { describeSpellings } from '../contract/requests/described-spellings';

describeSpellings(20261129, 300);
