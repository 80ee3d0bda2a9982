import type { Model } from './model';
import type { Route } from './route';

/** What each view is given. */
export interface ViewProps {
  readonly model: Model;
  readonly route: Route;
}
