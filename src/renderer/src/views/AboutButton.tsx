import { useState } from 'react';
import { Modal } from './parts/Modal.tsx';

export function AboutButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="footer-button" onClick={() => setOpen(true)}>About</button>
      <Modal open={open} onClose={() => setOpen(false)} title="About Ballast">
        <p>
          Ballast watches a book of SPX iron condors and its VIX-call hedge, and advises when to add, roll or take off a layer. It never sends
          orders: the trader decides and trades at the broker, and records here what was done.
        </p>
        <p>
          Divergences time a hedge that is wanted anyway. They do not predict falls: measured on history they come no more often before one than
          on any other day. Nothing here is investment advice.
        </p>
        <p>
          Vega figures are dollars per VIX point in the convention named beside them. The hash chain of the log shows changes made to a copy; it
          cannot prove that an owner has not rewritten everything.
        </p>
        <p className="quiet small">
          Charts: TradingView Lightweight Charts™, © 2025 TradingView, Inc., https://www.tradingview.com/, Apache License 2.0. Type: Inter, SIL
          Open Font License 1.1. Controls: Base UI and TanStack Table, MIT. Ballast itself: MIT.
        </p>
      </Modal>
    </>
  );
}
