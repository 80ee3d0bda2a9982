import { CallTree } from './call-tree';
import { EvaluationsOfTest } from './evaluations-of-test';
import { count, day, ms, usd } from './format';
import type { Call, Model, Test } from './model';
import { Badge, Empty, Section, Status } from './parts';
import { linkTo } from './route';
import { TextBlock } from './text-block';
import { TimeLine } from './time-line';
import type { ViewProps } from './view-props';

/** One test: why it failed, what it asked of models and of Python, and when. */
export function TestView({ model, route }: ViewProps) {
  const test = model.byId.get(route.id);
  if (test === undefined) return <Empty>This report has no such test.</Empty>;
  const calls = (test.details?.calls ?? []).map((call, index): Call => ({ ...call, test, index }));
  return (
    <article key={test.id}>
      <p class="trail">
        <a href={linkTo('tests')}>Tests</a> › <a href={linkTo('tests', '', { file: test.file })}>{test.file}</a>
      </p>
      <h1>
        <Status of={test.status} /> {test.fullName}
      </h1>
      <Facts test={test} calls={calls} />
      <NoSuchCall asked={route.settings.get('call')} calls={calls} />
      <Errors model={model} test={test} />
      <EvaluationsOfTest model={model} test={test} />
      {test.details === null ? <NotTold test={test} /> : <Told model={model} test={test} calls={calls} />}
    </article>
  );
}

/** A link to a call of another run may lead to one that this run did not have. */
function NoSuchCall({ asked, calls }: { readonly asked: string | null; readonly calls: readonly Call[] }) {
  if (asked === null || calls.some(({ index }) => String(index + 1) === asked)) return null;
  return <Empty>This report has no call {asked} of this test.</Empty>;
}

function Told({ model, test, calls }: { readonly model: Model; readonly test: Test; readonly calls: readonly Call[] }) {
  return (
    <>
      {calls.length + (test.details?.requests.length ?? 0) === 0 ? null : (
        <Section title="Time">
          <TimeLine model={model} test={test} calls={calls} />
        </Section>
      )}
      <Calls model={model} test={test} calls={calls} />
      <Printed model={model} test={test} />
      <Requests model={model} test={test} />
    </>
  );
}

function Facts({ test, calls }: { readonly test: Test; readonly calls: readonly Call[] }) {
  const { layer, lmMode, isolation, durationMs, attempts, status, costUsd, details, before } = test;
  return (
    <p class="badges">
      <Badge kind={status}>{status}</Badge>
      <Badge>layer {layer}</Badge>
      <Badge>LM {lmMode}</Badge>
      <Badge>isolation {isolation}</Badge>
      <Badge>{ms(durationMs)}</Badge>
      <Badge>{count(calls.length, 'LM call')}</Badge>
      {costUsd > 0 ? <Badge>{usd(costUsd)}</Badge> : null}
      {attempts > 1 ? <Badge kind="warn">{attempts} attempts</Badge> : null}
      {before === null ? null : (
        <span class="when">
          last time: {before.status} in {ms(before.durationMs)}, {day(before.at)}
        </span>
      )}
      {details === null || before !== null ? null : <span class="when">{day(new Date(details.startedAt).toISOString())}</span>}
    </p>
  );
}

function Errors({ model, test }: { readonly model: Model; readonly test: Test }) {
  const { failures } = model.report;
  const transcripts = failures.filter(({ file, fullName }) => file === test.path && fullName === test.fullName);
  const { errors = [], failedAt = null } = test.details ?? {};
  if (errors.length + transcripts.length === 0) return null;
  return (
    <Section
      title={errors.length > 0 ? 'Why it failed' : 'It failed before it passed'}
      note={failedAt === null ? undefined : <code>{model.text(failedAt)}</code>}
    >
      {errors.map((error, at) => (
        <div key={at} class="error">
          <TextBlock label={errors.length === 1 ? 'error' : `error ${at + 1}`} text={model.text(error)} isDiff />
        </div>
      ))}
      {transcripts.map(({ transcript, attempt }) => (
        <p key={attempt}>
          Transcript of attempt {attempt}: <code>{transcript}</code>
        </p>
      ))}
    </Section>
  );
}

function Calls({ model, test, calls }: { readonly model: Model; readonly test: Test; readonly calls: readonly Call[] }) {
  const leftOut = test.details?.leftOut.calls ?? 0;
  if (calls.length === 0)
    return (
      <Section title="LM calls">
        <Empty>It asked no language model.</Empty>
      </Section>
    );
  return (
    <Section title={`LM calls (${calls.length + leftOut})`} note={leftOut > 0 ? `the first ${leftOut} are left out` : undefined}>
      <CallTree model={model} calls={calls} />
    </Section>
  );
}

function Printed({ model: { text }, test }: { readonly model: Model; readonly test: Test }) {
  const processes = test.details?.processes ?? [];
  if (processes.length === 0) return null;
  return (
    <Section title="What Python printed">
      {processes.map(({ pid, ended, stdout, stderr }) => (
        <div key={pid}>
          {ended === null ? null : (
            <p>
              Process {pid} was given up: {text(ended)}
            </p>
          )}
          {text(stdout) === '' ? null : <TextBlock label={`stdout of process ${pid}`} text={text(stdout)} />}
          {text(stderr) === '' ? null : <TextBlock label={`stderr of process ${pid}`} text={text(stderr)} />}
        </div>
      ))}
    </Section>
  );
}

function Requests({ model: { text }, test }: { readonly model: Model; readonly test: Test }) {
  const told = (test.details?.requests ?? []).filter(({ params }) => params !== null);
  if (told.length === 0) return null;
  return (
    <Section title={`Requests to programs (${told.length})`}>
      {told.map(({ command, atMs, durationMs, params, result, error }, at) => (
        <details key={at} class="call">
          <summary>
            <span class="call-number">{at + 1}</span>
            <span class="call-what">{text(command)}</span>
            <span class="row-time">{durationMs === null ? 'not answered' : ms(durationMs)}</span>
          </summary>
          <div class="call-body">
            <p class="facts">{ms(atMs)} after the test began</p>
            <TextBlock label="request" text={text(params)} />
            {result === null ? null : <TextBlock label="answer" text={text(result)} />}
            {error === null ? null : <TextBlock label="error" text={text(error)} />}
          </div>
        </details>
      ))}
    </Section>
  );
}

function NotTold({ test }: { readonly test: Test }) {
  if (test.status === 'skipped') return <Empty>It did not run.</Empty>;
  return <Empty>This report tells of failed tests only: report.details is 'failed' in the options.</Empty>;
}
