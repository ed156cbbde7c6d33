import type { ModelState } from '../../server/protocol/index.ts';
import { cell, element, keyedList, setText, setVisible, tableHead, type View } from '../dom.ts';
import type { Format } from '../format.ts';

/** One shape for each status, so that colour is never the only sign. */
const shapes: Readonly<Record<ModelState['status'], string>> = {
  healthy: '●',
  degraded: '◐',
  unhealthy: '✕',
  isolated: '■',
  unknown: '○',
  notConfigured: '◌',
  disabled: '⊘',
};

/** The table of models. */
export function modelsView(format: Format): View<readonly ModelState[]> {
  const { texts } = format;
  const body = element('tbody', { attributes: { role: 'rowgroup' } });
  const labels = [
    texts.model,
    texts.status,
    texts.circuit,
    texts.weight,
    texts.successRate,
    texts.firstText,
    texts.inFlight,
    texts.cost,
  ];
  const table = element('table', {
    class: 'models',
    attributes: { role: 'table' },
    children: [element('caption', { text: texts.models }), tableHead(labels), body],
  });
  const empty = element('p', { class: 'empty', text: texts.noModels });
  const show = keyedList(
    body,
    (model: ModelState) => model.modelId,
    () => modelRow(format),
  );
  return {
    node: element('section', { children: [table, empty] }),
    update(models) {
      show(models);
      setVisible(table, models.length > 0);
      setVisible(empty, models.length === 0);
    },
  };
}

function modelRow(format: Format): View<ModelState> {
  const { texts } = format;
  const name = element('span', { class: 'name' });
  const badge = element('span', { class: 'badge', text: texts.simulated });
  const vendorName = element('span', { class: 'detail' });
  const head = element('th', {
    attributes: { scope: 'row', role: 'rowheader' },
    children: [element('span', { class: 'line', children: [name, badge] }), vendorName],
  });
  const shape = element('span', { class: 'shape', attributes: { 'aria-hidden': 'true' } });
  const statusText = element('span');
  const reason = element('span', { class: 'detail' });
  const status = cell(texts.status, 'status');
  status.append(element('span', { class: 'line', children: [shape, statusText] }), reason);
  const circuit = cell(texts.circuit);
  const weight = meterCell(texts.weight, 2);
  const success = meterCell(texts.successRate, 1);
  const firstText = cell(texts.firstText, 'number');
  const inFlight = cell(texts.inFlight, 'number');
  const cost = cell(texts.cost, 'number');
  const node = element('tr', {
    attributes: { role: 'row' },
    children: [head, status, circuit, weight.node, success.node, firstText, inFlight, cost],
  });
  return {
    node,
    update(model) {
      node.dataset.status = model.status;
      setText(name, model.modelId);
      setVisible(badge, model.simulated);
      setText(vendorName, model.model === model.modelId ? '' : model.model);
      setText(shape, shapes[model.status]);
      setText(statusText, texts.statuses[model.status]);
      setText(reason, reasonOf(model, format));
      setText(circuit, circuitText(model, format));
      weight.update(model.weight, format.count(model.weight));
      const judged = model.successes + model.failures;
      success.update(
        judged > 0 ? model.successes / judged : 0,
        judged > 0 ? `${model.successes} / ${judged}` : texts.none,
      );
      setText(firstText, format.milliseconds(model.firstTokenMs));
      setText(inFlight, `${format.count(model.inFlight)} / ${format.count(model.limit)}`);
      setText(cost, format.money(model.costNanoUsd, model.unpricedAttempts > 0));
    },
  };
}

function reasonOf(model: ModelState, format: Format): string {
  const { texts } = format;
  const parts = [format.say(model.reason)];
  if (model.sinceMs > 0) parts.push(`${texts.since} ${format.moment(model.sinceMs)}`);
  return parts.filter((part) => part !== '').join(' · ');
}

function circuitText({ circuit, cooledUntilMs }: ModelState, format: Format): string {
  const { texts } = format;
  const state = texts.circuits[circuit.state];
  const parts = [circuit.state === 'open' ? `${state} ${texts.until} ${format.moment(circuit.untilMs)}` : state];
  if (cooledUntilMs !== null) parts.push(`${texts.cooled} ${format.moment(cooledUntilMs)}`);
  return parts.join(', ');
}

interface MeterCell {
  readonly node: HTMLElement;
  update(value: number, text: string): void;
}

/** A number with a bar beside it; the bar is decoration, the number is the information. */
function meterCell(label: string, max: number): MeterCell {
  const meter = element('meter', { attributes: { min: '0', max: String(max), 'aria-hidden': 'true' } });
  const number = element('span');
  const node = cell(label, 'number');
  node.append(element('span', { class: 'line meter', children: [meter, number] }));
  return {
    node,
    update(value, text) {
      meter.value = value;
      setText(number, text);
    },
  };
}
