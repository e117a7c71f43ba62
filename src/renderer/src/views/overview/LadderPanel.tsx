import type { LayerView } from '../../../../contract/api.ts';
import { useSlice } from '../../engineStore.ts';
import { formatMoney, formatNumber, formatSigned, signClass } from '../../format.ts';
import { layerWords } from '../../wording.ts';
import { LayerDot } from '../parts/LayerDot.tsx';
import { Panel } from '../parts/Panel.tsx';
import { expiryText, heldText, sharesText, slotCountOf, slotsOf } from './ladder.ts';

export function LadderPanel() {
  const layers = useSlice('layers');
  const slotCount = slotCountOf(layers ?? []);
  return (
    <Panel
      title="Ladder" aside={layers === null ? '' : <span title="How the policy splits the contracts of a full ladder among the layers">{sharesText(layers)}</span>} className="ladder-panel"
      loading={layers === null && 'Waiting for the ladder.'} empty={layers?.length === 0 && 'The policy has no layers.'}
    >
      {layers?.map((layer) => <Layer key={layer.name} layer={layer} slotCount={slotCount} />)}
    </Panel>
  );
}

function Layer({ layer, slotCount }: { readonly layer: LayerView; readonly slotCount: number }) {
  const { slots, hidden } = slotsOf(layer, slotCount);
  return (
    <div className="layer">
      <div className="layer-head">
        <span className="layer-name">
          <LayerDot layer={layer.name} />{layerWords[layer.name]}
          {layer.simulated ? <span className="tag" title="Filled by the paper trader at the quoted side, not by you">simulated</span> : null}
        </span>
        <span className="small muted">{expiryText(layer)}</span>
      </div>
      <div className={`slots layer-${layer.name}`} role="img" aria-label={heldText(layer)}>
        {slots.map((slot, index) => <span key={index} className={`slot slot-${slot}`} />)}
        {hidden > 0 ? <span className="small quiet">+{hidden}</span> : null}
      </div>
      <div className="small muted">{heldText(layer)} · {layer.status}</div>
      {layer.held > 0 ? (
        <div className="small quiet layer-figures">
          <span>mark {formatNumber(layer.mark, 2)}</span>
          <span>{formatSigned(layer.vegaPerVixPoint, 1)} $/VIX pt</span>
          <span className={signClass(layer.profit)}>P&amp;L {formatMoney(layer.profit, 0, { plus: true })}</span>
        </div>
      ) : null}
    </div>
  );
}
