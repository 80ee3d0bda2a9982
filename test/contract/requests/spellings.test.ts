import { describeSpellings } from './described-spellings';

// test/long has more, of another seed.
describeSpellings(20261128, 45);
