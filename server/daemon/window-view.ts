import { type Config, type Event, type ModelState, neutralModelWeight, type Snapshot } from '../protocol/index.ts';

/**
 * The state as one window sees it. Models, their health and their load are the same for all; strategy, chain and weights are
 * those of the window.
 */
export function viewOfSnapshot(snapshot: Snapshot, config: Config): Snapshot {
  return { ...snapshot, ...routingOf(config), models: snapshot.models.map((model) => viewOfModel(model, config)) };
}

/** An event as one window sees it. */
export function viewOfEvent(event: Event, config: Config): Event {
  switch (event.type) {
    case 'config-change':
      return { ...event, ...routingOf(config), models: event.models.map((model) => viewOfModel(model, config)) };
    case 'model-change':
      return { ...event, model: viewOfModel(event.model, config) };
    default:
      return event;
  }
}

function routingOf({ strategy, fallbackChain, failover }: Config) {
  return { strategy, fallbackChain, failoverEnabled: failover.enabled };
}

function viewOfModel(model: ModelState, { modelWeights }: Config): ModelState {
  const weight = modelWeights[model.modelId] ?? neutralModelWeight;
  return weight === model.weight ? model : { ...model, weight };
}
