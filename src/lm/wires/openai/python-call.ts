import type { LmCall, PythonCall } from '../../../shared/boundaries/lm-call';
import { decodeCompletion } from './decode';

/** The call that Python sends: DSPy before 3.4 asks by the bodies of chat completions, which are read like those of OpenAI's clients. */
export function callOfPython(call: PythonCall): LmCall {
  if (!('chat' in call)) return call;
  const { chat, model, asked, fields } = call;
  return { ...decodeCompletion(chat, model), door: 'python', api: 'dspy', fields, ...(asked !== undefined && { asked }) };
}
