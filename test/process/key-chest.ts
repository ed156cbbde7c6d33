import type { SecretAnswer, SecretQuery } from '../../server/protocol/index.ts';

/** The key store of an editor, with everything it was asked. */
export class KeyChest {
  readonly asked: SecretQuery[] = [];
  private readonly keys = new Map<
    string,
    { readonly provider: string; readonly origin: string; readonly key: string }
  >();

  set(provider: string, origin: string, key: string): void {
    this.keys.set(`${provider} ${origin}`, { provider, origin, key });
  }

  remove(provider: string, origin: string): void {
    this.keys.delete(`${provider} ${origin}`);
  }

  answer(query: SecretQuery): SecretAnswer {
    this.asked.push(query);
    const found = this.keys.get(`${query.provider} ${query.origin}`);
    if (found !== undefined && query.stored) return { kind: 'found', key: found.key, source: 'stored' };
    const other = [...this.keys.values()].find(({ provider }) => provider === query.provider);
    return other === undefined || !query.stored ? { kind: 'none' } : { kind: 'none', otherOrigin: other.origin };
  }
}
