import type { ModelId } from '../protocol/index.ts';

/** How many documents are remembered; the one not used for longest is forgotten first. */
const rememberedDocuments = 500;

/** Which model served a document last, so that its style does not change without a reason. */
export class StickyModels {
  private readonly models = new Map<string, ModelId>();

  get(stickyKey: string): ModelId | undefined {
    return this.models.get(stickyKey);
  }

  remember(stickyKey: string, modelId: ModelId): void {
    this.models.delete(stickyKey);
    this.models.set(stickyKey, modelId);
    if (this.models.size > rememberedDocuments) {
      const [oldest] = this.models.keys();
      if (oldest !== undefined) this.models.delete(oldest);
    }
  }
}
