interface OwnCall {
  readonly type: string;
  readonly argument: 'action' | 'operation';
}

/** Under which item a call of a tool of OpenAI's own comes that the client runs, and where its arguments lie in it. */
export const OWN_CALLS: Readonly<Record<string, OwnCall>> = {
  local_shell: { type: 'local_shell_call', argument: 'action' },
  shell: { type: 'shell_call', argument: 'action' },
  computer: { type: 'computer_call', argument: 'action' },
  computer_use_preview: { type: 'computer_call', argument: 'action' },
  apply_patch: { type: 'apply_patch_call', argument: 'operation' },
};
