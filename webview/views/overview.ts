import { setBusy, setDisabled, textButton } from '../controls/buttons.ts';
import { feedback } from '../controls/feedback.ts';
import { element, hiddenText, keyedList, setText, setVisible, type View } from '../dom.ts';
import type { Format } from '../format.ts';
import { changingIcon, type IconName } from '../icons.ts';
import { type Overall, overallOf } from '../readiness.ts';
import { offers, type Scene, type Tools } from '../tools.ts';

/** The line that says how things stand, with what can be done for all models at once. */
export function headerView(tools: Tools): View<Scene> {
  const { texts } = tools.format;
  const sign = changingIcon();
  const state = element('p', { class: 'overall-text' });
  const detail = element('p', { class: 'quiet' });
  const told = feedback(tools);
  const check = textButton({
    label: texts.checkAll,
    name: texts.checkAllName,
    icon: 'refresh',
    onClick: () => void checkAll(),
  });
  const settings = textButton({
    label: texts.settings,
    icon: 'settings',
    onClick: async () => told.show(await tools.act({ type: 'command', command: 'openSettings' })),
  });
  let checking = false;
  const checkAll = async (): Promise<void> => {
    if (checking) return;
    checking = true;
    setBusy(check, true);
    told.busy(texts.checkingAll);
    const result = await tools.act({ type: 'check' });
    checking = false;
    setBusy(check, false);
    told.show(result.ok && result.message === '' ? { ok: true, message: texts.checkedAll } : result);
  };
  const words = element('div', { class: 'overall-words', children: [state, detail] });
  const node = element('header', {
    class: 'overall',
    children: [sign.node, words, element('div', { class: 'tools', children: [check, settings] }), told.node],
  });
  return {
    node,
    update({ host, snapshot, fresh, nowMs }) {
      const overall = overallOf(snapshot, nowMs);
      const level = levelOf(overall);
      node.dataset.level = level;
      sign.show(levelIcons[level]);
      setText(state, stateLine(overall, tools.format));
      setText(detail, detailLine(overall, tools.format, nowMs));
      setDisabled(check, !fresh);
      setVisible(check, overall.wanted > 0);
      setDisabled(settings, host.connection === 'starting');
      setVisible(settings, offers(host, 'openSettings'));
    },
  };
}

type Level = 'good' | 'weak' | 'bad' | 'none';

const levelIcons: Readonly<Record<Level, IconName>> = {
  good: 'passFilled',
  weak: 'warning',
  bad: 'error',
  none: 'plug',
};

function levelOf({ wanted, ready }: Overall): Level {
  if (wanted === 0) return 'none';
  if (ready === 0) return 'bad';
  return ready < wanted ? 'weak' : 'good';
}

function stateLine({ wanted, ready }: Overall, { texts }: Format): string {
  if (wanted === 0) return texts.noneSetUp;
  if (ready === 0) return texts.noneReady;
  return ready < wanted ? texts.someReady(ready, wanted) : texts.allReady(wanted);
}

function detailLine({ wanted, ready, next, running }: Overall, format: Format, nowMs: number): string {
  const { texts } = format;
  if (wanted === 0) return '';
  if (running > 0) return texts.runningNow(running);
  if (ready === 0 && next !== undefined) return texts.nextReady(next.modelId, format.countdown(next.untilMs - nowMs));
  return texts.nothingRuns;
}

export interface Total {
  readonly key: string;
  readonly label: string;
  readonly value: string;
  readonly detail: string;
}

/** The sums since the start. */
export function totalsView(tools: Tools): View<Scene> {
  const { format } = tools;
  const list = element('dl', { class: 'totals' });
  const show = keyedList(list, (total: Total) => total.key, totalView);
  const node = element('section', {
    attributes: { 'aria-label': format.texts.totals },
    children: [list],
  });
  return {
    node,
    update: (scene) => show(totalsOf(scene, format)),
  };
}

/** A number under its label. */
export function totalView({ label }: Total): View<Total> {
  const value = element('span', { class: 'total-value' });
  const detail = element('span', { class: 'quiet' });
  const node = element('div', {
    class: 'total',
    children: [
      element('dt', { class: 'fact-label', text: label }),
      element('dd', { children: [value, hiddenText(' '), detail] }),
    ],
  });
  return {
    node,
    update(next) {
      setText(value, next.value);
      setText(detail, next.detail);
    },
  };
}

function totalsOf({ snapshot: { totals, requests } }: Scene, format: Format): Total[] {
  const { texts } = format;
  const judged = totals.succeeded + totals.failed;
  const running = requests.filter(({ result }) => result === 'running').length;
  const endings = [
    ...(totals.failed > 0 || totals.cancelled === 0 ? [texts.failedAmount(format.count(totals.failed))] : []),
    ...(totals.cancelled > 0 ? [texts.cancelledAmount(format.count(totals.cancelled))] : []),
  ];
  const unpriced = totals.unpricedAttempts > 0;
  return [
    {
      key: 'requests',
      label: texts.requests,
      value: format.count(totals.requests),
      detail: texts.attemptsAmount(format.count(totals.attempts)),
    },
    {
      key: 'success',
      label: texts.success,
      value: judged === 0 ? texts.none : format.share(totals.succeeded / judged),
      detail: endings.join(texts.and),
    },
    { key: 'running', label: texts.running, value: format.count(running), detail: '' },
    {
      key: 'tokens',
      label: texts.tokens,
      value: `${format.count(totals.inputTokens)} / ${format.count(totals.outputTokens)}`,
      detail: texts.tokensInOut,
    },
    {
      key: 'cost',
      label: texts.cost,
      value: format.money(totals.costNanoUsd, unpriced),
      detail: unpriced ? texts.unpriced(format.count(totals.unpricedAttempts)) : texts.sinceStart,
    },
  ];
}
