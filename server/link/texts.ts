/** One text in the languages of VideoGenius. */
export interface BothLanguages {
  readonly en: string;
  readonly 'zh-cn': string;
}

/** What people read when the background process cannot be reached or started. */
export const linkTexts = {
  notRunning: {
    en: 'The background process of VideoGenius is not running.',
    'zh-cn': 'VideoGenius 的后台进程没有在运行。',
  },
  badToken: {
    en: 'The background process of VideoGenius did not accept this connection. End it and try again.',
    'zh-cn': 'VideoGenius 的后台进程没有接受此连接。请结束该进程后重试。',
  },
  retiring: {
    en: 'The background process of VideoGenius is ending.',
    'zh-cn': 'VideoGenius 的后台进程正在结束。',
  },
  occupied: {
    en: 'Another background process of VideoGenius is already running.',
    'zh-cn': '已有另一个 VideoGenius 后台进程在运行。',
  },
  otherVersion: (theirs: string | undefined, ours: string): BothLanguages => ({
    en: `The running background process of VideoGenius${theirs === undefined ? '' : ` (${theirs})`} does not understand this version (${ours}). Close other windows of VS Code, or update them, and try again.`,
    'zh-cn': `正在运行的 VideoGenius 后台进程${theirs === undefined ? '' : `（${theirs}）`}与此版本（${ours}）不兼容。请关闭或更新其他 VS Code 窗口后重试。`,
  }),
  noAnswer: (seconds: number): BothLanguages => ({
    en: `The background process of VideoGenius has not answered for ${seconds} s. End it and try again.`,
    'zh-cn': `VideoGenius 的后台进程已有 ${seconds} 秒没有应答。请结束该进程后重试。`,
  }),
  notUnderstood: {
    en: 'The background process of VideoGenius gave an answer that was not understood. End it and try again.',
    'zh-cn': '无法理解 VideoGenius 后台进程的应答。请结束该进程后重试。',
  },
  malformed: {
    en: 'This greeting is not understood.',
    'zh-cn': '无法理解此连接请求。',
  },
  noConnection: (code: string): BothLanguages => ({
    en: `The background process of VideoGenius cannot be reached (${code}).`,
    'zh-cn': `无法连接 VideoGenius 的后台进程（${code}）。`,
  }),
  cannotListen: (code: string): BothLanguages => ({
    en: `The background process of VideoGenius cannot accept connections (${code}).`,
    'zh-cn': `VideoGenius 的后台进程无法接受连接（${code}）。`,
  }),
  folderNotAbsolute: (variable: string): BothLanguages => ({
    en: `${variable} must be the full path of a folder.`,
    'zh-cn': `${variable} 必须是文件夹的完整路径。`,
  }),
  folderNoFolder: (folder: string): BothLanguages => ({
    en: `${folder} must be a folder, not a file or a link. Remove it and try again.`,
    'zh-cn': `${folder} 必须是文件夹，不能是文件或链接。请将其删除后重试。`,
  }),
  folderNotOurs: (folder: string, variable: string): BothLanguages => ({
    en: `${folder} belongs to another user. Set ${variable} to a folder of your own.`,
    'zh-cn': `${folder} 属于其他用户。请将 ${variable} 设为你自己的文件夹。`,
  }),
  folderOpen: (folder: string): BothLanguages => ({
    en: `Other users may open ${folder}. Make it private (chmod 700) and try again.`,
    'zh-cn': `其他用户可以访问 ${folder}。请将其设为私有（chmod 700）后重试。`,
  }),
  folderUnusable: (folder: string, code: string): BothLanguages => ({
    en: `${folder} cannot be used (${code}).`,
    'zh-cn': `无法使用 ${folder}（${code}）。`,
  }),
  waitedForOther: (seconds: number): BothLanguages => ({
    en: `The background process of VideoGenius was being started by another window and was not there after ${seconds} s.`,
    'zh-cn': `另一个窗口正在启动 VideoGenius 的后台进程，但 ${seconds} 秒后仍未就绪。`,
  }),
  notReady: (seconds: number, log: string): BothLanguages => ({
    en: `The background process of VideoGenius was not ready after ${seconds} s. Its log is ${log}.`,
    'zh-cn': `VideoGenius 的后台进程在 ${seconds} 秒后仍未就绪。日志位于 ${log}。`,
  }),
  endedEarly: (how: string, log: string): BothLanguages => ({
    en: `The background process of VideoGenius ended before it was ready (${how}). Its log is ${log}.`,
    'zh-cn': `VideoGenius 的后台进程在就绪之前就结束了（${how}）。日志位于 ${log}。`,
  }),
  notStarted: (code: string): BothLanguages => ({
    en: `The background process of VideoGenius could not be started (${code}).`,
    'zh-cn': `无法启动 VideoGenius 的后台进程（${code}）。`,
  }),
  notReached: (seconds: number): BothLanguages => ({
    en: `The background process of VideoGenius could not be reached within ${seconds} s.`,
    'zh-cn': `${seconds} 秒内未能连接到 VideoGenius 的后台进程。`,
  }),
} as const;
