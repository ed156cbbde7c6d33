/** VS Code's own variables make its program something else than Node, or attach a debugger. */
export function withoutEditor(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(?:VSCODE|ELECTRON)_/i.test(name)));
}
