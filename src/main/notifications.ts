import type { EngineClient } from '../contract/engineClient.ts';

export interface NotificationText {
  readonly title: string;
  readonly body: string;
  /** To be shown above others, and to stay until it is dismissed where the system can do that. */
  readonly urgent: boolean;
}

/**
 * Shows what the engine says is to be told: the alert book has grouped it and kept the quiet hours. The operating system may swallow
 * it (focus modes, missing notification service): the alert itself stands in the journal and on the screen.
 */
export function notifyOnAlerts(client: EngineClient, show: (text: NotificationText) => void): void {
  client.on('alertsNotified', ({ notifications }) => {
    for (const { headline, body, level } of notifications) show({ title: headline, body, urgent: level === 'critical' });
  });
}
