import { Disposable, EventEmitter, QuickInputButtons, window } from './fake-vscode.ts';

interface FakeItem {
  readonly label: string;
  readonly description?: string;
  readonly picked?: boolean;
  readonly alwaysShow?: boolean;
}

interface FakeInputBoxOptions {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string;
  readonly validateInput?: (text: string) => string | undefined;
}

/** A question as a person sees it, and what she can do with it. */
export class FakeInput {
  readonly kind: 'text' | 'pick';
  title = '';
  placeholder = '';
  prompt = '';
  value = '';
  step: number | undefined;
  totalSteps: number | undefined;
  ignoreFocusOut = false;
  buttons: readonly unknown[] = [];
  validationMessage: string | undefined;
  activeItems: readonly FakeItem[] = [];
  selectedItems: readonly FakeItem[] = [];
  isDone = false;
  private lines: readonly FakeItem[] = [];
  private readonly accepts = new EventEmitter<void>();
  private readonly changes = new EventEmitter<string>();
  private readonly hides = new EventEmitter<void>();
  private readonly presses = new EventEmitter<unknown>();
  readonly onDidAccept = this.accepts.event;
  readonly onDidChangeValue = this.changes.event;
  readonly onDidHide = this.hides.event;
  readonly onDidTriggerButton = this.presses.event;
  private readonly ask: (input: FakeInput) => void;

  constructor(kind: 'text' | 'pick', ask: (input: FakeInput) => void) {
    this.kind = kind;
    this.ask = ask;
  }

  get items(): readonly FakeItem[] {
    return this.lines;
  }

  set items(items: readonly FakeItem[]) {
    this.lines = items;
    this.activeItems = items.slice(0, 1);
  }

  show(): void {
    setImmediate(() => this.ask(this));
  }

  dispose(): void {
    this.isDone = true;
    this.hides.fire();
  }

  // What the person does.

  enter(): void {
    this.accepts.fire();
  }

  type(text: string): void {
    this.value = text;
    this.changes.fire(text);
    const fits = ({ label, description = '', alwaysShow }: FakeItem): boolean =>
      alwaysShow === true || `${label}\n${description}`.toLowerCase().includes(text.toLowerCase());
    this.activeItems = this.items.filter(fits).slice(0, 1);
  }

  choose(label: string): void {
    this.activeItems = this.items.filter((item) => item.label === label);
    if (this.activeItems.length !== 1)
      throw new Error(`${label} is not there: ${this.items.map((item) => item.label).join(', ')}`);
    this.enter();
  }

  back(): void {
    if (!this.buttons.includes(QuickInputButtons.Back)) throw new Error('there is no way back');
    this.presses.fire(QuickInputButtons.Back);
  }

  escape(): void {
    this.hides.fire();
  }
}

/** A person who answers questions, one thing to do for each that is shown; at the end of the list she presses Esc. */
export class FakePerson {
  readonly seen: FakeInput[] = [];
  private readonly plan: ((input: FakeInput) => void)[];

  constructor(...plan: ((input: FakeInput) => void)[]) {
    this.plan = plan;
    const ask = (input: FakeInput): void => {
      this.seen.push(input);
      const act = this.plan.shift() ?? ((each: FakeInput) => each.escape());
      act(input);
    };
    window.createInputBox = () => new FakeInput('text', ask);
    window.createQuickPick = () => new FakeInput('pick', ask);
    window.showInputBox = async (options: FakeInputBoxOptions) => {
      const input = new FakeInput('text', ask);
      Object.assign(input, { title: options.title, prompt: options.prompt, value: options.value ?? '' });
      const check = (text: string): void => {
        input.validationMessage = options.validateInput?.(text);
      };
      return new Promise((resolve) => {
        input.onDidChangeValue(check);
        input.onDidAccept(() => {
          check(input.value);
          // As in VS Code, the question stays open until the value will do.
          if (input.validationMessage === undefined) resolve(input.value);
          else ask(input);
        });
        input.onDidHide(() => resolve(undefined));
        input.show();
      });
    };
    window.showQuickPick = async (items: readonly FakeItem[], options: { canPickMany?: boolean } = {}) => {
      const input = new FakeInput('pick', ask);
      input.items = items;
      input.selectedItems = items.filter(({ picked }) => picked === true);
      return new Promise((resolve) => {
        input.onDidAccept(() => resolve(options.canPickMany === true ? input.selectedItems : input.activeItems[0]));
        input.onDidHide(() => resolve(undefined));
        input.show();
      });
    };
  }
}

/** Takes what is offered. */
export const enter = (input: FakeInput): void => input.enter();
export const giveUp = (input: FakeInput): void => input.escape();
export const back = (input: FakeInput): void => input.back();
export const choose =
  (label: string) =>
  (input: FakeInput): void =>
    input.choose(label);
export const write =
  (text: string) =>
  (input: FakeInput): void => {
    input.type(text);
    input.enter();
  };

/** Progress notifications and the status bar, with the button that cancels. */
export class FakeProgress {
  readonly titles: string[] = [];
  readonly messages: string[] = [];
  readonly lines: string[] = [];
  open = 0;
  private readonly cancels = new EventEmitter<void>();

  constructor() {
    window.withProgress = async (
      { title }: { title: string },
      run: (progress: { report(value: { message: string }): void }, token: unknown) => Promise<unknown>,
    ) => {
      this.titles.push(title);
      this.open += 1;
      const token = { isCancellationRequested: false, onCancellationRequested: this.cancels.event };
      try {
        return await run({ report: ({ message }) => void this.messages.push(message) }, token);
      } finally {
        this.open -= 1;
      }
    };
    window.setStatusBarMessage = (line: string) => {
      this.lines.push(line);
      return new Disposable(() => undefined);
    };
  }

  cancel(): void {
    this.cancels.fire();
  }
}
