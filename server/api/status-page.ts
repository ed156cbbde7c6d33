/** Headers of every answer: nothing is kept, nothing is guessed, nobody may frame it or read it from elsewhere. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Only our own script and style of this very answer run; the only server that may be called is this one. */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The page that hosts the panel in a browser. `nonce` is random and made for this answer alone. */
export function statusPage(nonce: string, language: PageLanguage): string {
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>VideoGenius</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/panel.css" nonce="${nonce}">
</head>
<body class="page">
<main id="panel"></main>
<noscript>${texts[language].noScript}</noscript>
<script src="/panel.js" nonce="${nonce}"></script>
</body>
</html>
`;
}

export type PageLanguage = 'en' | 'zh-CN';

/** The language the browser prefers, of the two we have. */
export function pageLanguage(acceptLanguage: string | undefined): PageLanguage {
  return /^\s*zh\b/i.test(acceptLanguage ?? '') ? 'zh-CN' : 'en';
}

const texts: Readonly<Record<PageLanguage, { readonly noScript: string }>> = {
  en: { noScript: 'This page needs JavaScript. In a terminal, run: videogenius status' },
  'zh-CN': { noScript: '此页面需要 JavaScript。也可以在终端运行：videogenius status' },
};
