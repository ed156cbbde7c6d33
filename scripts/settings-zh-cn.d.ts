/**
 * The Chinese text of every setting, by its name without the prefix. `models.*.` names what one entry of `models` may
 * hold. A setting that is missing here, or a name that is no setting, fails `npm run generate` and the tests.
 */
export declare const settingsChinese: Readonly<Record<string, string>>;
