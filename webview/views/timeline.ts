import type { RequestState } from '../../server/protocol/index.ts';
import { element, keyedList, setAttribute, setText, setVariable, type View } from '../dom.ts';
import type { Format } from '../format.ts';
import { wordFor } from '../texts.ts';
import { type Bar, barsOf, lanesOf, scaleOf } from './attempt-bars.ts';

export interface TimelineItem {
  readonly request: RequestState;
  readonly nowMs: number;
}

interface PlacedBar extends Bar {
  readonly lane: number;
  readonly scaleMs: number;
}

/**
 * The attempts of a request from left to right: each a bar with the name of its model, faint while it waited for the first text
 * and full while it wrote. A failed one is striped, one that runs grows. All of it is said in words to a screen reader.
 */
export function timelineView(format: Format): View<TimelineItem> {
  const { texts } = format;
  const node = element('div', { class: 'timeline', attributes: { role: 'img' } });
  const show = keyedList(
    node,
    (bar: PlacedBar) => bar.attemptId,
    () => barView(format),
  );
  return {
    node,
    update({ request, nowMs }) {
      const bars = barsOf(request, nowMs, format);
      const scaleMs = scaleOf(request, bars, nowMs);
      const lanes = lanesOf(bars);
      setVariable(node, '--lanes', String(Math.max(1, ...lanes.map((lane) => lane + 1))));
      show(bars.map((bar, position) => ({ ...bar, lane: lanes[position] ?? 0, scaleMs })));
      const parts = bars.map(({ modelId, role, outcome, startMs, endMs, kind }) => {
        const words = shortRole(role, format) === '' ? outcome : `${texts.roles[role]}${texts.comma}${outcome}`;
        return kind === 'running'
          ? `${modelId}${texts.comma}${words}`
          : texts.timelinePart(modelId, words, format.milliseconds(endMs - startMs));
      });
      setAttribute(node, 'aria-label', parts.length === 0 ? texts.notSent : texts.timeline(parts.join('; ')));
    },
  };
}

/** Said beside the name only where it is not the usual thing. */
const shortRole = (role: Bar['role'], { texts }: Format): string => wordFor(texts.shortRoles, role);

function barView(format: Format): View<PlacedBar> {
  const wait = element('span', { class: 'bar-wait' });
  const name = element('span', { class: 'bar-name' });
  const why = element('span', { class: 'bar-role' });
  const label = element('span', { class: 'bar-label', children: [name, why] });
  const node = element('span', { class: 'bar', children: [wait, label] });
  return {
    node,
    update({ modelId, role, kind, startMs, firstTextMs, endMs, lane, scaleMs, outcome }) {
      const length = Math.max(0, endMs - startMs);
      const waited = firstTextMs === null ? length : Math.min(length, firstTextMs - startMs);
      node.dataset.kind = kind;
      node.dataset.role = role;
      node.title = [modelId, shortRole(role, format) === '' ? '' : format.texts.roles[role], outcome]
        .filter((part) => part !== '')
        .join(format.texts.and);
      setText(name, modelId);
      setText(why, shortRole(role, format));
      setVariable(node, '--start', String(startMs / scaleMs));
      setVariable(node, '--length', String(length / scaleMs));
      setVariable(node, '--lane', String(lane));
      setVariable(wait, '--share', String(length === 0 ? 0 : waited / length));
    },
  };
}
