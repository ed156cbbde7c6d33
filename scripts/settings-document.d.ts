/** The whole of docs/settings.md. */
export declare function settingsDocument(): string;
