import assert from 'node:assert/strict';
import { array, assert as assertLaw, constantFrom, integer, property, record } from 'fast-check';
import { manners, vendorIds } from '../../bench/chaos-plan.ts';
import { readStory, storyIn, tell, topicOf } from '../../bench/chaos-story.ts';

const stories = record({ number: integer({ min: 1, max: 5000 }), sentences: integer({ min: 2, max: 20 }) });
const vendors = constantFrom(...vendorIds);

describe('chaos run: stories', () => {
  it('an order is found again in a prompt', () => {
    assertLaw(property(stories, (story) => assert.deepEqual(storyIn(`Write!\n${topicOf(story)}\n---`), { ...story })));
    assert.equal(storyIn('Write about the sea.'), undefined);
  });

  it('a whole story is read as whole, and each of its beginnings as a part', () => {
    assertLaw(
      property(stories, vendors, (story, vendor) => {
        const text = tell(story, vendor, undefined, 'exact');
        assert.deepEqual([readStory(story, text).kind, readStory(story, text).sentences], ['whole', story.sentences]);
        for (let length = 0; length < text.length; length += 1) {
          assert.equal(readStory(story, text.slice(0, length)).kind, 'part', text.slice(0, length));
        }
      }),
      { numRuns: 20 },
    );
  });

  it('vendors tell different stories, and a sentence that is missing, doubled, damaged or foreign spoils one', () => {
    assertLaw(
      property(stories, vendors, vendors, integer({ min: 0, max: 400 }), (story, vendor, other, at) => {
        const text = tell(story, vendor, undefined, 'exact');
        if (vendor !== other) assert.notEqual(text, tell(story, other, undefined, 'exact'));
        const end = text.lastIndexOf('\n\n');
        const spoiled = [`${text}.`, text + text, ` ${text}`, text.slice(1)];
        if (at < text.length - 1) spoiled.push(text.slice(0, at) + text.slice(at + 1));
        if (end > 0) spoiled.push(text.slice(0, end) + text.slice(end + 2));
        for (const each of spoiled) assert.equal(readStory(story, each).kind, 'spoiled', each);
      }),
    );
  });

  it('from any place on any vendor can go on exactly, as its own prefix mode and as an anchor ask for', () => {
    assertLaw(
      property(
        stories,
        array(vendors, { minLength: 2, maxLength: 2 }),
        integer({ min: 0 }),
        (story, [one, other], draw) => {
          if (one === undefined || other === undefined) return;
          const whole = tell(story, one, undefined, 'exact');
          const text = whole.slice(0, draw % whole.length);
          const inPrefixMode = tell(story, other, { text, anchor: undefined }, 'exact');
          assert.equal(readStory(story, text + inPrefixMode).kind, 'whole');
          const anchor = text.slice(-40);
          assert.equal(tell(story, other, { text, anchor }, 'exact'), anchor + inPrefixMode);
          for (const manner of manners) assert.ok(tell(story, other, { text, anchor }, manner).length > 0);
        },
      ),
    );
  });
});
