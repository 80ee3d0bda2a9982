import { describeRequests } from './described';

// test/long has each value.
describeRequests(6);
