import { describeRequests } from '../contract/requests/described';

describeRequests(1);
