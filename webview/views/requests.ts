import { textButton } from '../controls/buttons.ts';
import { feedback } from '../controls/feedback.ts';
import { element, keyedList, setVisible, type View } from '../dom.ts';
import { offers, type Scene, type Tools } from '../tools.ts';
import { type RequestItem, requestRow } from './request-row.ts';

/** The last requests, newest first. */
export function requestsView(tools: Tools): View<Scene> {
  const { texts } = tools.format;
  const list = element('ul', { class: 'requests' });
  const show = keyedList(
    list,
    ({ request }: RequestItem) => request.requestId,
    ({ request }) => requestRow(tools, request.requestId),
  );
  const told = feedback(tools);
  const generate = textButton({
    label: texts.generate,
    icon: 'play',
    kind: 'primary',
    onClick: async () => told.show(await tools.act({ type: 'command', command: 'generateScript' })),
  });
  const empty = element('div', {
    class: 'empty',
    children: [
      element('p', { text: texts.noRequests }),
      element('p', { class: 'quiet', text: texts.noRequestsText }),
      generate,
      told.node,
    ],
  });
  return {
    node: element('section', {
      class: 'requests-section',
      children: [element('h2', { text: texts.lastRequests }), list, empty],
    }),
    update(scene) {
      const { requests } = scene.snapshot;
      show(requests.map((request) => ({ request, scene })));
      setVisible(list, requests.length > 0);
      setVisible(empty, requests.length === 0);
      setVisible(generate, offers(scene.host, 'generateScript') && scene.fresh);
    },
  };
}
