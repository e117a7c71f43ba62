import type { EngineClient } from '../contract/engineClient.ts';

export interface NotificationText {
  readonly title: string;
  readonly body: string;
}

/**
 * Shows every raised alert. The operating system may swallow it (focus modes, missing notification service): the alert itself
 * stands in the journal and on the screen.
 */
export function notifyOnAlerts(client: EngineClient, show: (text: NotificationText) => void): void {
  client.on('alertRaised', ({ alert }) => {
    const { decision } = alert;
    show({ title: decision.headline, body: decision.modelled ? `${decision.why} Figures from a model.` : decision.why });
  });
}
