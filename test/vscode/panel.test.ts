import assert from 'node:assert/strict';
import { type Browser, chromium } from 'playwright-core';
import { chromiumArguments, findChromium } from './chromium.ts';
import { accessSuite } from './panel-access.ts';
import { actionsSuite } from './panel-actions.ts';
import { daemonSuite } from './panel-daemon.ts';
import { elementsSuite } from './panel-elements.ts';
import { moneySuite } from './panel-money.ts';
import { pageSuite } from './panel-page.ts';
import { routingSuite } from './panel-routing.ts';
import { EditorStage, type PanelTests } from './panel-stage.ts';
import { standingsSuite } from './panel-standings.ts';
import { viewsSuite } from './panel-views.ts';

describe('the panel', () => {
  let browser: Browser | undefined;
  let stages: EditorStage[] = [];
  const tests: PanelTests = {
    browser() {
      assert.ok(browser);
      return browser;
    },
    async stage(options) {
      const stage = await EditorStage.open(tests.browser(), options);
      stages.push(stage);
      return stage;
    },
  };

  before(async () => {
    const executablePath = findChromium();
    assert.ok(executablePath);
    browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
  });
  after(() => browser?.close());
  afterEach(async () => {
    const used = stages;
    stages = [];
    for (const stage of used) await stage.close();
    assert.deepEqual(
      used.flatMap(({ complaints }) => complaints),
      [],
    );
  });

  describe('shows', () => viewsSuite(tests));
  describe('stands', () => standingsSuite(tests));
  describe('about money and roles', () => moneySuite(tests));
  describe('changes models', () => actionsSuite(tests));
  describe('changes the routing', () => routingSuite(tests));
  describe('has standard controls that', () => elementsSuite(tests));
  describe('is open to everyone', () => accessSuite(tests));
  describe('as a web page', () => pageSuite(tests));
  describe('of a running VideoGenius', () => daemonSuite(tests));
});
