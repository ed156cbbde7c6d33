/** What the page is made of. */
export interface PanelPage {
  /** Random, and made for this page alone. */
  readonly nonce: string;
  /** The origin from which VS Code serves files of the extension. */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  readonly language: 'en' | 'zh-CN';
}

/** Nothing but the panel's own script and style; no connection to anywhere. */
function panelPolicy({ nonce, cspSource }: Pick<PanelPage, 'nonce' | 'cspSource'>): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** The page that hosts the panel in the sidebar. */
export function panelHtml(page: PanelPage): string {
  const { nonce, scriptUri, styleUri, language } = page;
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${panelPolicy(page)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>VideoGenius</title>
<link rel="stylesheet" href="${styleUri}" nonce="${nonce}">
</head>
<body>
<main id="panel"></main>
<script src="${scriptUri}" nonce="${nonce}"></script>
</body>
</html>
`;
}
