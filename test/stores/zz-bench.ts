import { mkdtempSync, statSync } from 'node:fs';
import { memoryStore, sqliteStore } from '../../server/stores/index.ts';
import { systemCalendar } from '../../server/system/calendar.ts';
import { holdOf, ledgerEntry, limitOf, noonMs } from './entries.ts';
import { storeOptions } from './folders.ts';
const calendar = systemCalendar();
const models = ['deepseek','claude','openai','qwen'];
const entry = (i: number, spanDays = 30) => ledgerEntry(`abc${i.toString(36).padStart(9,'0')}-1`, { requestId: `abc${i}`, modelId: models[i % 4] ?? '', task: i % 3 ? 'script' : 'keywords', atMs: noonMs + Math.floor(i / 1e6 * spanDays * 86400000) });
const pct = (a: number[], p: number) => a.sort((x,y)=>x-y)[Math.floor(a.length*p)]?.toFixed(1);
function time<T>(f: () => T): [number, T] { const t = performance.now(); const v = f(); return [performance.now() - t, v]; }
const limits = [limitOf(1e15), limitOf(1e15, { fromDay: '2026-10-01', toDay: '2026-10-31' }), limitOf(1e15, {modelId:'deepseek'}), limitOf(1e15, { modelId:'deepseek', fromDay: '2026-10-01', toDay: '2026-10-31' })];
{
  const store = memoryStore(calendar); const N = 200_000;
  const [ms] = time(() => { for (let i = 0; i < N; i++) { const e = entry(i*5); store.reserve(holdOf(e.attemptId), limits); store.append(e); store.release(e.attemptId); } });
  console.log('memory reserve(4 limits)+append+release us', (ms / N * 1000).toFixed(2));
}
const path = mkdtempSync('/tmp/vgb-') + '/d/ledger.db';
const opts = storeOptions(path, { calendar });
{ const store = sqliteStore(opts); console.log('load module + create file ms', time(() => store.append(entry(0)))[0].toFixed(2)); store.close(); }
{ const store = sqliteStore(opts); console.log('open again, get ms', time(() => store.get('health'))[0].toFixed(2), 'then spend', time(() => store.spend({ fromDay: '2026-10-01', toDay: '2026-10-31' }))[0].toFixed(2)); store.close(); }
const total = Number(process.argv[2] ?? 100000);
{
  const store = sqliteStore(opts);
  const a: number[] = [], r: number[] = [], l: number[] = [];
  for (let i = 1; i < 20000; i++) { const e = entry(i, 1500); r.push(time(() => store.reserve(holdOf(e.attemptId), limits))[0]*1000); a.push(time(() => store.append(e))[0]*1000); l.push(time(() => store.release(e.attemptId))[0]*1000); }
  for (const [n, x] of [['append', a], ['reserve4', r], ['release', l]] as const) console.log(n, 'us p50', pct(x,.5), 'p99', pct(x,.99), 'max', pct(x,.99999));
  store.close();
}
{
  // fill fast
  const { openSqlite } = await import('../../server/system/sqlite.ts');
  const { LedgerFile } = await import('../../server/stores/sqlite-ledger.ts');
  const db = openSqlite(path); if (!db) throw 1;
  const f = new LedgerFile({ database: db, identity: '', calendar, owner: opts.owner, nowMs: () => noonMs });
  const [ms] = time(() => { for (let i = 20000; i < total; i += 10000) f.atomically(() => { for (let j = i; j < i + 10000; j++) f.add(entry(j, total > 5e5 ? 365 : 300)); }); });
  console.log('bulk us per entry', (ms * 1000 / total).toFixed(1)); f.close();
}
{ const store = sqliteStore(opts); console.log('open', total, 'get ms', time(() => store.get('health'))[0].toFixed(2)); 
  for (let k = 0; k < 2; k++) { const [ms, rows] = time(() => store.spend({ fromDay: '2026-10-05', toDay: '2026-11-05' })); console.log('spend month ms', ms.toFixed(2), rows.length); }
  { const [ms, rows] = time(() => store.spend({ fromDay: '2026-01-01', toDay: '2028-11-05' })); console.log('spend all ms', ms.toFixed(2), rows.length); }
  { const [ms, p] = time(() => store.entries({ fromMs: noonMs + 100 * 86400000, toMs: noonMs + 101 * 86400000 }, { limit: 500 })); console.log('page in the middle ms', ms.toFixed(2), p.entries.length); }
  const a: number[] = []; for (let i = 0; i < 3000; i++) { const e = entry(total + i, 300); a.push(time(() => store.append(e))[0]*1000); } console.log('append at', total, 'us p50', pct(a,.5), 'p99', pct(a,.99));
  console.log('close ms', time(() => store.close())[0].toFixed(1), 'MB', (statSync(path).size/1e6).toFixed(1)); }
