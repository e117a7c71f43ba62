import { Popover } from '@base-ui/react/popover';
import { useLost, useSlice } from '../../engineStore.ts';
import { dataTrust } from '../verdict.ts';
import { HealthReport } from './HealthReport.tsx';

/** Trust in the data in one word; opens the report of feed and data health. */
export function DataIndicator() {
  const health = useSlice('health');
  const lost = useLost();
  const trust = health === null ? { level: 'doubtful' as const, text: 'no data yet' } : dataTrust(health, lost);
  return (
    <Popover.Root>
      <Popover.Trigger className="bar-fact bar-data" aria-label={`Data: ${trust.text}. Show feed and data health.`}>
        Data<b><span className={`led led-${trust.level}`} aria-hidden="true" />{trust.text}</b>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner side="bottom" align="end" sideOffset={8} className="floating">
          <Popover.Popup className="popover">
            <Popover.Title className="popover-title">Feed and data health</Popover.Title>
            {health === null ? <p className="muted">Nothing has arrived from the engine yet.</p> : <HealthReport health={health} lost={lost} />}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
