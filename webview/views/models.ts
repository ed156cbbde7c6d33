import { textButton } from '../controls/buttons.ts';
import { feedback } from '../controls/feedback.ts';
import { element, keyedList, setText, setVisible, type View } from '../dom.ts';
import { icon } from '../icons.ts';
import { isWanted } from '../readiness.ts';
import { offers, type Scene, type Tools } from '../tools.ts';
import { type ModelItem, modelRow } from './model-row.ts';

/** The models that are set up, and folded below them those that are not. */
export function modelsView(tools: Tools): View<Scene> {
  const { texts } = tools.format;
  const labels = [texts.model, texts.status, texts.speed, texts.success, texts.inFlight, texts.cost, texts.weight, ''];
  // The labels stand again in each row, where a screen reader finds them; here they are for the eye.
  const head = element('div', {
    class: 'models-head fact-label',
    attributes: { 'aria-hidden': 'true' },
    children: labels.map((text) => element('span', { text })),
  });
  const list = element('ul', { class: 'models' });
  const show = keyedList(
    list,
    (item: ModelItem) => item.model.modelId,
    (item) => modelRow(tools, item.model.modelId),
  );
  const table = element('div', { class: 'models-table', children: [head, list] });
  const kept = element('span', { class: 'quiet section-note' });
  const heading = element('div', {
    class: 'section-head',
    children: [element('h2', { text: texts.models }), kept],
  });

  const missingCount = element('span');
  const missingList = element('ul', { class: 'missing' });
  const showMissing = keyedList(
    missingList,
    (item: ModelItem) => item.model.modelId,
    (item) => missingRow(tools, item.model.modelId),
  );
  const missing = element('details', {
    class: 'missing-models',
    children: [element('summary', { children: [icon('chevronRight'), missingCount] }), missingList],
  });
  tools.open.bind(missing, 'notSetUp');
  let opened = false;
  return {
    node: element('section', { class: 'models-section', children: [heading, table, missing] }),
    update(scene) {
      const { host, snapshot } = scene;
      const items = snapshot.models.map((model) => ({ model, samples: snapshot.history[model.modelId] ?? [], scene }));
      const present = items.filter(({ model }) => model.status !== 'notConfigured');
      const absent = items.filter(({ model }) => model.status === 'notConfigured');
      show(present);
      setVisible(table, present.length > 0);
      setText(kept, host.changes === 'settings' ? texts.keptInSettings : texts.keptInSession);
      setVisible(kept, present.length > 0 && scene.mayChange);
      showMissing(absent);
      setText(missingCount, texts.notSetUp(absent.length));
      setVisible(missing, absent.length > 0);
      // Who has nothing yet sees at once what there is to set up.
      if (!opened && !items.some(({ model }) => isWanted(model)) && absent.length > 0) {
        opened = true;
        missing.open = tools.open.isOpen('notSetUp', true);
      }
    },
  };
}

/** A model that is not set up: what is missing, and the way to mend it. */
function missingRow(tools: Tools, modelId: string): View<ModelItem> {
  const { format } = tools;
  const { texts } = format;
  const told = feedback(tools);
  const reason = element('span', { class: 'quiet reason' });
  const setKey = textButton({
    label: texts.setKey,
    name: texts.setKeyFor(modelId),
    icon: 'key',
    onClick: async () => told.show(await tools.act({ type: 'command', command: 'setApiKey', modelId })),
  });
  const settings = textButton({
    label: texts.modelSettings,
    name: `${texts.modelSettings}: ${modelId}`,
    icon: 'settings',
    onClick: async () =>
      told.show(await tools.act({ type: 'command', command: 'openSettings', modelId, setting: 'videogenius.models' })),
  });
  const node = element('li', {
    class: 'missing-model',
    children: [
      element('span', { class: 'icon-place', children: [icon('plug')] }),
      element('div', { children: [element('h3', { class: 'name', text: modelId }), reason] }),
      setKey,
      settings,
      told.node,
    ],
  });
  return {
    node,
    update({ model, scene: { host } }) {
      setText(reason, format.say(model.reason));
      const needsKey = model.keySource === 'missing';
      setVisible(setKey, needsKey && offers(host, 'setApiKey'));
      setVisible(settings, !needsKey && offers(host, 'openSettings'));
    },
  };
}
