import type { FailedProcess, Failure, FailureCall, FailureMessage } from '../../shared/boundaries/failure';

/** A failure as a person reads it. */
export function renderTranscript(failure: Failure): string {
  const { test, versions, seed, processes, leftOut } = failure;
  const { file, fullName, attempt, layer, lmMode, isolation, adapter } = test;
  const python = processes.at(-1);
  return [
    `# ${fullName}`,
    `${file}, attempt ${attempt}, ended ${failure.endedAt} after ${failure.durationMs} ms`,
    `layer ${layer} · LM ${lmMode} · isolation ${isolation} · adapter ${adapter}`,
    `seed ${seed.run} (DSPEX_SEED=${seed.run}); the test's own: ${seed.test}`,
    `@dspex/jest-preset ${versions.package} · node ${versions.node} · jest ${versions.jest ?? 'not found'}${python === undefined ? '' : ` · python ${python.python} · dspy ${python.dspy}`} · ${versions.platform}`,
    ...(failure.keptFiles === null ? [] : [`temp files: ${failure.keptFiles}`]),
    '',
    '## What failed',
    ...failure.errors.flatMap((error) => ['', fenced(error)]),
    ...section('LM calls', failure.lmCalls, leftOut.lmCalls, callLines),
    ...section('Bridge messages', failure.bridgeMessages, leftOut.bridgeMessages, messageLines),
    ...section(
      'What Python printed',
      processes.filter(({ stdout, stderr, ended }) => stdout + stderr !== '' || ended !== null),
      0,
      processLines,
    ),
    '',
  ].join('\n');
}

/** The last LM call in one line, for the failure's own message. */
export function lastCallLine({ lmCalls }: Failure): string | null {
  const call = lmCalls.at(-1);
  if (call === undefined) return null;
  const reply = call.error ?? call.reply;
  const by = call.source === 'default' ? 'default, as no rule matched' : call.source;
  return `last LM call: ${call.model} ${short(call.inputs ?? call.prompt)} → ${reply === null ? 'no reply' : short(reply)} (${by})`;
}

function section<T>(title: string, items: readonly T[], leftOut: number, lines: (item: T, number: number) => string[]): string[] {
  if (items.length === 0) return ['', `## ${title}: none`];
  const first = leftOut > 0 ? ['', `(the first ${leftOut} are left out)`] : [];
  return [
    '',
    `## ${title}: ${items.length + leftOut}`,
    ...first,
    ...items.flatMap((item, index) => ['', ...lines(item, leftOut + index + 1)]),
  ];
}

function callLines(call: FailureCall, number: number): string[] {
  const by = call.ruleDeclaredAt === null ? call.source : `${call.source} at ${call.ruleDeclaredAt}`;
  return [
    `### ${number}. ${call.model}, ${call.operation} through ${call.door}, answered by ${by}`,
    `${call.inputTokens} tokens in, ${call.outputTokens} out, ${Math.round(call.durationMs)} ms`,
    ...(call.inputs === null ? [] : ['', 'inputs:', fenced(call.inputs)]),
    ...(call.system === '' ? [] : ['', 'system:', fenced(call.system)]),
    '',
    'prompt:',
    fenced(call.prompt),
    '',
    call.error === null ? 'reply:' : 'error:',
    fenced(call.error ?? call.reply ?? 'none'),
  ];
}

function messageLines({ atMs, command, params, durationMs, result, error }: FailureMessage, number: number): string[] {
  const took = durationMs === null ? 'not answered when the test ended' : `${durationMs} ms`;
  return [
    `### ${number}. ${command} at ${atMs} ms, ${took}`,
    fenced(params),
    ...(durationMs === null ? [] : [error === null ? 'result:' : 'error:', fenced(error ?? result ?? '')]),
  ];
}

function processLines({ pid, ended, stdout, stderr }: FailedProcess): string[] {
  return [
    `### process ${pid}${ended === null ? '' : `, given up: ${ended}`}`,
    ...(stdout === '' ? [] : ['stdout:', fenced(stdout)]),
    ...(stderr === '' ? [] : ['stderr:', fenced(stderr)]),
  ];
}

/** Text may hold fences of its own. */
function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map((ticks) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 70 ? `${line.slice(0, 69)}…` : line;
}
