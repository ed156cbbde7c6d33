export declare const missingPrerequisite = 'no Chromium was found; install it or name it in CHROMIUM_PATH';
/** The browser to test with, or undefined when there is none. */
export declare function findChromium(): string | undefined;
/** Nothing of the browser's own may go out on the network or depend on a graphics card. */
export declare const chromiumArguments: readonly string[];
