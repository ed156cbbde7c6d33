import type { ModelState, PriceView } from '../../server/protocol/index.ts';
import { relabel, setBusy, setDisabled, textButton } from '../controls/buttons.ts';
import type { Feedback } from '../controls/feedback.ts';
import { element, keyedList, setAttribute, setText, setVisible, type View } from '../dom.ts';
import type { Format } from '../format.ts';
import { wordFor } from '../texts.ts';
import { offers, type Tools } from '../tools.ts';
import type { ModelItem } from './model-row.ts';

interface Detail {
  readonly key: string;
  readonly label: string;
  readonly value: string;
  readonly note: string;
}

export interface ModelDetails extends View<ModelItem> {
  setChecking(checking: boolean): void;
}

/** What opens below a model: everything else that is known of it, and what can be done with it. */
export function modelDetails(tools: Tools, modelId: string, told: Feedback, checkNow: () => void): ModelDetails {
  const { format } = tools;
  const { texts } = format;
  let model: ModelState | undefined;
  const list = element('dl', { class: 'details' });
  const show = keyedList(list, (detail: Detail) => detail.key, detailView);
  const check = textButton({ label: texts.checkNow, icon: 'refresh', onClick: checkNow });
  check.setAttribute('aria-label', `${texts.checkNow}: ${modelId}`);
  const isolate = textButton({
    label: texts.setAside,
    icon: 'debugPause',
    onClick: async () => {
      if (model === undefined) return;
      told.show(await tools.act({ type: 'isolate', modelId, isolated: model.circuit.state !== 'isolated' }));
    },
  });
  const setKey = textButton({
    label: texts.setKey,
    name: texts.setKeyFor(modelId),
    icon: 'key',
    onClick: async () => told.show(await tools.act({ type: 'command', command: 'setApiKey', modelId })),
  });
  const settings = textButton({
    label: texts.modelSettings,
    icon: 'settings',
    name: `${texts.modelSettings}: ${modelId}`,
    onClick: async () =>
      told.show(await tools.act({ type: 'command', command: 'openSettings', modelId, setting: 'videogenius.models' })),
  });
  const actions = element('div', { class: 'actions', children: [check, isolate, setKey, settings] });
  return {
    node: element('div', { class: 'more', children: [list, actions] }),
    setChecking: (checking) => setBusy(check, checking),
    update({ model: next, scene: { host, snapshot, fresh, mayChange } }) {
      model = next;
      show(detailsOf(next, snapshot.money.todayByModel[modelId] ?? 0, format));
      setDisabled(check, !fresh || !next.enabled);
      const aside = next.circuit.state === 'isolated';
      relabel(isolate, aside ? texts.letBack : texts.setAside);
      setAttribute(isolate, 'aria-label', aside ? texts.letBackName(modelId) : texts.setAsideName(modelId));
      setDisabled(isolate, !mayChange);
      setVisible(isolate, next.enabled);
      setVisible(setKey, offers(host, 'setApiKey') && next.keySource !== 'notNeeded' && !next.simulated);
      setVisible(settings, offers(host, 'openSettings'));
    },
  };
}

function detailView({ label }: Detail): View<Detail> {
  const value = element('span', { class: 'number' });
  const note = element('span', { class: 'quiet' });
  const node = element('div', {
    class: 'fact',
    children: [element('dt', { class: 'fact-label', text: label }), element('dd', { children: [value, note] })],
  });
  return {
    node,
    update(next) {
      setText(value, next.value);
      setText(note, next.note);
    },
  };
}

function detailsOf(model: ModelState, todayNanoUsd: number, format: Format): Detail[] {
  const { texts } = format;
  const notCounted = model.ignored > 0 ? [texts.notCounted(format.count(model.ignored))] : [];
  const worked = texts.workedAndFailed(format.count(model.successes), format.count(model.failures));
  const price = priceWords(model.price, format);
  const unpriced = model.unpricedAttempts > 0;
  return [
    {
      key: 'attempts',
      label: texts.attempts,
      value: format.count(model.attempts),
      note: [worked, ...notCounted].join(texts.and),
    },
    {
      key: 'tokens',
      label: texts.tokens,
      value: `${format.count(model.inputTokens)} / ${format.count(model.outputTokens)}`,
      note: texts.tokensInOut,
    },
    { key: 'today', label: texts.costToday, value: format.money(todayNanoUsd), note: '' },
    {
      key: 'cost',
      label: texts.cost,
      value: format.money(model.costNanoUsd, unpriced),
      note: unpriced ? texts.unpriced(format.count(model.unpricedAttempts)) : texts.sinceStart,
    },
    { key: 'price', label: texts.price, value: price.value, note: price.note },
    {
      key: 'circuit',
      label: texts.circuit,
      value: texts.circuits[model.circuit.state],
      note: circuitNote(model, format),
    },
    { key: 'key', label: texts.key, value: texts.keys[model.keySource], note: '' },
    { key: 'model', label: texts.vendorModel, value: model.model, note: model.simulated ? texts.simulated : '' },
  ];
}

function circuitNote({ circuit }: ModelState, { texts }: Format): string {
  if (!('class' in circuit) || circuit.class === undefined) return '';
  return texts.because(wordFor(texts.failures, circuit.class));
}

function priceWords(price: PriceView, format: Format): { readonly value: string; readonly note: string } {
  const { texts } = format;
  switch (price.kind) {
    case 'free':
      return { value: texts.free, note: '' };
    case 'unknown':
      return { value: texts.unknown, note: '' };
    case 'known': {
      const { inputNanoUsdPerToken, outputNanoUsdPerToken, verifiedOn, uncertain } = price;
      const notes = [
        ...(verifiedOn === '' ? [] : [texts.priceChecked(verifiedOn)]),
        ...(uncertain ? [texts.priceUncertain] : []),
      ];
      return {
        value: texts.priceInOut(format.perMillion(inputNanoUsdPerToken), format.perMillion(outputNanoUsdPerToken)),
        note: notes.join(texts.and),
      };
    }
  }
}
