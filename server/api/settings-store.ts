import { cannotRead, systemCode } from './file-failure.ts';
import { describeSettingsProblem } from './settings-file.ts';
import type { Written } from './settings-writer.ts';
import { type Locale, textsFor } from './texts/index.ts';

/** A person's settings.json. Both calls reject with the system's error, whose `code` says why. */
export interface SettingsFile {
  /** As it is called in messages. */
  readonly name: string;
  read(): Promise<Uint8Array>;
  /** Writes all of it or nothing. */
  write(text: string): Promise<void>;
}

/** Gives the new text for the present one; see `settings-writer.ts`. */
export type SettingsEdit = (text: string, fileName: string) => Written;

/** Changes a settings file, one change after the other, so that none overwrites another. */
export class SettingsStore {
  private readonly file: SettingsFile;
  private last: Promise<unknown> = Promise.resolve();

  constructor(file: SettingsFile) {
    this.file = file;
  }

  /** Undefined when it is done; otherwise why not, in a person's language, and then the file is as it was. */
  change(edit: SettingsEdit, locale: Locale): Promise<string | undefined> {
    const mine = this.last.then(() => this.changeNow(edit, locale));
    // One that fails must not take the later ones along.
    this.last = mine.catch(() => undefined);
    return mine;
  }

  private async changeNow(edit: SettingsEdit, locale: Locale): Promise<string | undefined> {
    const texts = textsFor(locale);
    const { page, usage } = texts;
    const { name } = this.file;
    const unchanged = (why: string) => [why, page.nothingChanged].join(locale === 'en' ? ' ' : '');
    let bytes: Uint8Array;
    try {
      bytes = await this.file.read();
    } catch (error) {
      return unchanged(cannotRead(name, error, texts));
    }
    const text = textIn(bytes);
    if (text === undefined) return unchanged(usage.notText(name));
    const edited = edit(text, name);
    if (!edited.ok) return unchanged(describeSettingsProblem(edited.error, locale));
    if (edited.value === text) return undefined;
    try {
      await this.file.write(edited.value);
      return undefined;
    } catch (error) {
      return unchanged(page.cannotWrite(name, systemCode(error) ?? '?'));
    }
  }
}

/** With its byte order mark, so that it is still there when it is written again. */
function textIn(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
