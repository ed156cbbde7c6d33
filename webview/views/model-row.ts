import type { LatencySample, ModelState } from '../../server/protocol/index.ts';
import { badge } from '../controls/badge.ts';
import { iconButton, rename, setBusy, textButton } from '../controls/buttons.ts';
import { feedback } from '../controls/feedback.ts';
import { toggleSwitch } from '../controls/switch.ts';
import { weightSlider } from '../controls/weight-slider.ts';
import { element, setAttribute, setText, setVariable, setVisible, type View } from '../dom.ts';
import type { Format } from '../format.ts';
import { changingIcon, type IconName } from '../icons.ts';
import { type Pause, pauseOf, statusIcons } from '../readiness.ts';
import { offers, type Scene, type Tools } from '../tools.ts';
import { modelDetails } from './model-details.ts';
import { sparkline } from './sparkline.ts';

/** One model with what is known of it. */
export interface ModelItem {
  readonly model: ModelState;
  readonly samples: readonly LatencySample[];
  readonly scene: Scene;
}

/** One model: how it stands, how fast it is, what it costs, how much it is preferred; the rest opens below. */
export function modelRow(tools: Tools, modelId: string): View<ModelItem> {
  const { format } = tools;
  const { texts } = format;
  const told = feedback(tools);
  let item: ModelItem | undefined;

  const sign = changingIcon();
  const vendorName = element('span', { class: 'quiet model-name' });
  const simulated = badge(texts.simulated);
  const identity = element('div', {
    class: 'identity',
    children: [
      sign.node,
      element('div', {
        class: 'identity-words',
        children: [
          element('div', {
            class: 'name-line',
            children: [element('h3', { class: 'name', text: modelId }), simulated],
          }),
          vendorName,
        ],
      }),
    ],
  });

  const standing = standingView(format);
  const newKey = textButton({
    label: texts.setKey,
    name: texts.setKeyFor(modelId),
    icon: 'key',
    kind: 'link',
    onClick: async () => told.show(await tools.act({ type: 'command', command: 'setApiKey', modelId })),
  });
  standing.node.append(newKey);

  const spark = sparkline(format);
  const first = element('span', { class: 'number' });
  const whole = element('span', { class: 'number' });
  const speedWords = element('span', {
    class: 'speed-words quiet',
    children: [pairOf(first, texts.firstText), pairOf(whole, texts.whole)],
  });
  const speed = element('div', { class: 'speed', children: [spark.node, speedWords] });

  const success = fact(texts.success, 'bar');
  const running = fact(texts.inFlight, 'bar');
  const cost = fact(texts.cost);
  const vitals = element('dl', { class: 'vitals', children: [success.node, running.node, cost.node] });

  const weight = weightSlider(tools, told);

  const toggle = toggleSwitch(tools, told, (enabled) => tools.act({ type: 'setEnabled', modelId, enabled }));
  const check = iconButton('refresh', texts.check(modelId), () => void checkNow());
  const expand = iconButton('chevronRight', texts.more(modelId), () => setOpen(!isOpen()));
  expand.classList.add('expander');
  const buttons = element('div', { class: 'buttons', children: [check, toggle.node, expand] });

  let checking = false;
  const checkNow = async (): Promise<void> => {
    if (checking) return;
    checking = true;
    setBusy(check, true);
    details.setChecking(true);
    told.busy(texts.checking(modelId));
    const result = await tools.act({ type: 'check', modelIds: [modelId] });
    checking = false;
    setBusy(check, false);
    details.setChecking(false);
    told.show(result.ok && result.message === '' ? { ok: true, message: texts.checked(modelId) } : result);
  };
  const details = modelDetails(tools, modelId, told, checkNow);
  const openKey = `model:${modelId}`;
  const isOpen = (): boolean => tools.open.isOpen(openKey);
  const setOpen = (open: boolean): void => {
    if (open !== isOpen()) tools.open.set(openKey, open);
    setAttribute(expand, 'aria-expanded', String(open));
    setVisible(details.node, open);
    if (open && item !== undefined) details.update(item);
  };
  const node = element('li', {
    class: 'model',
    children: [identity, standing.node, speed, vitals, weight.node, buttons, told.node, details.node],
  });
  setOpen(isOpen());
  return {
    node,
    update(next) {
      item = next;
      const { model, samples, scene } = next;
      const { nowMs, mayChange, fresh } = scene;
      node.dataset.status = model.status;
      sign.show(statusIcons[model.status]);
      setText(vendorName, model.model === modelId ? '' : model.model);
      setVisible(simulated, model.simulated);
      standing.update(next);
      setVisible(newKey, lacksKey(model) && offers(scene.host, 'setApiKey'));
      spark.update(samples);
      setText(first, format.milliseconds(model.firstTokenMs));
      setText(whole, format.milliseconds(model.totalMs));
      const judged = model.successes + model.failures;
      success.update(judged === 0 ? texts.none : format.share(model.successRate), judged === 0 ? 0 : model.successRate);
      running.update(`${format.count(model.inFlight)} / ${format.count(model.limit)}`, model.inFlight / model.limit);
      cost.update(format.money(model.costNanoUsd, model.unpricedAttempts > 0));
      weight.update({ modelId, weight: model.weight, mayChange, nowMs });
      toggle.update({ name: texts.use(modelId), on: model.enabled, mayChange, nowMs });
      check.disabled = !fresh || !model.enabled;
      rename(check, texts.check(modelId));
      if (isOpen()) details.update(next);
    },
  };
}

/** Whether a model waits for another key. */
function lacksKey({ circuit, keySource, enabled, simulated }: ModelState): boolean {
  const refused = circuit.state === 'isolated' && circuit.class === 'auth';
  return enabled && !simulated && (refused || keySource === 'missing') && keySource !== 'notNeeded';
}

function pairOf(value: HTMLElement, label: string): HTMLElement {
  return element('span', { class: 'pair', children: [value, document.createTextNode(` ${label}`)] });
}

interface Fact {
  readonly node: HTMLElement;
  update(value: string, share?: number): void;
}

/** A number under its label; with a bar below it that only repeats the number. */
function fact(label: string, bar?: 'bar'): Fact {
  const text = element('span', { class: 'number' });
  const line = element('span', { class: 'mini-bar', attributes: { 'aria-hidden': 'true' } });
  const value = element('dd', { children: bar === undefined ? [text] : [text, line] });
  const node = element('div', {
    class: 'fact',
    children: [element('dt', { class: 'fact-label', text: label }), value],
  });
  return {
    node,
    update(words, share = 0) {
      setText(text, words);
      setVariable(line, '--share', String(Math.max(0, Math.min(1, share))));
    },
  };
}

/** The status in a word, its reason, since when; and the pause with the time that is left of it. */
function standingView(format: Format): View<ModelItem> {
  const { texts } = format;
  const word = element('span', { class: 'status-word' });
  const since = element('span', { class: 'quiet' });
  const reason = element('span', { class: 'quiet reason' });
  const sign = changingIcon();
  const pauseText = element('span', { class: 'number' });
  const pause = element('span', { class: 'pause', children: [sign.node, pauseText] });
  const head = element('span', { class: 'status-head', children: [word, since] });
  return {
    node: element('div', { class: 'standing', children: [head, reason, pause] }),
    update({ model, scene: { nowMs } }) {
      setText(word, texts.statuses[model.status]);
      setText(since, model.sinceMs > 0 && nowMs > model.sinceMs ? texts.since(format.age(nowMs - model.sinceMs)) : '');
      if (since.title === '' && model.sinceMs > 0) since.title = format.moment(model.sinceMs);
      setText(reason, format.say(model.reason));
      const words = pauseWords(model, nowMs, format);
      setVisible(pause, words !== undefined);
      if (words === undefined) return;
      sign.show(words.icon);
      setText(pauseText, words.text);
    },
  };
}

function pauseWords(
  model: ModelState,
  nowMs: number,
  format: Format,
): { readonly icon: IconName; readonly text: string } | undefined {
  const { texts } = format;
  const pause = pauseOf(model, nowMs);
  if (pause !== undefined) return { icon: 'watch', text: pauseText(pause, nowMs, format) };
  const idle = model.weight <= 0 && model.enabled && model.status !== 'notConfigured';
  return idle ? { icon: 'info', text: texts.neverUsed } : undefined;
}

export function pauseText(pause: Pause, nowMs: number, format: Format): string {
  const { texts } = format;
  switch (pause.kind) {
    case 'open':
      return texts.nextTry(format.countdown(pause.untilMs - nowMs));
    case 'limited':
      return texts.limited(format.countdown(pause.untilMs - nowMs));
    case 'due':
      return texts.nextTryNow;
    case 'trying':
      return texts.tryingOut;
  }
}
