import { holdSuitesThatUseNoneOfIt } from './hold-suites';

holdSuitesThatUseNoneOfIt('29');
