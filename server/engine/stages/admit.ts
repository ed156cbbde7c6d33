import type { RequestStage } from '../context.ts';

/**
 * Refuses what cannot be served before anything is spent on it. The one person of this machine is the only tenant here;
 * tokens and quotas of several tenants are checked in this place.
 */
export const admit: RequestStage = {
  name: 'admit',
  prepare(context) {
    const { request, workshop } = context;
    const unknown = request.pinnedModel !== undefined && workshop.registry.get(request.pinnedModel) === undefined;
    if (unknown || !request.messages.some((message) => message.content.trim() !== '')) {
      context.error = {
        code: 'invalidRequest',
        message: unknown ? `There is no model with the id ${request.pinnedModel}.` : 'The request has no text.',
        hint: unknown
          ? `Known ids: ${workshop.registry
              .all()
              .map((record) => record.modelId)
              .join(', ')}.`
          : 'Give a topic.',
        attempts: [],
      };
      return false;
    }
    return true;
  },
};
