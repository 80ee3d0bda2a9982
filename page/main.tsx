import { render } from 'preact';
import { App } from './app';
import { followNewer, goOnWhereItWas } from './follow';
import { loadReport } from './load';
import { modelOf } from './model';

const place = document.getElementById('app') as HTMLElement;

loadReport().then(
  (report) => {
    place.textContent = '';
    render(<App model={modelOf(report)} />, place);
    goOnWhereItWas();
  },
  (error: Error) => {
    place.textContent = `The report in this page cannot be read: ${error.message}. Its facts lie beside it in report.json.`;
  },
);
followNewer();
