import { CSPProvider } from '@base-ui/react/csp-provider';
import { useEffect, useState } from 'react';
import { AppearanceContext, useAppearanceOfPage } from '../appearance.ts';
import { EngineContext, type Engine } from '../engineStore.ts';
import { BookView } from './book/BookView.tsx';
import { Footer } from './Footer.tsx';
import { LogView } from './log/LogView.tsx';
import { Overview } from './overview/Overview.tsx';
import { VerdictBar } from './VerdictBar.tsx';
import { viewFromHash, type ViewName } from './viewNames.ts';
import { VolatilityView } from './volatility/VolatilityView.tsx';

export function App({ engine }: { readonly engine: Engine }) {
  const appearance = useAppearanceOfPage();
  const view = useViewOfAddress();
  return (
    <CSPProvider disableStyleElements>
      <EngineContext value={engine}>
        <AppearanceContext value={appearance}>
          <div className="screen">
            <VerdictBar view={view} />
            <View name={view} />
            <Footer />
          </div>
        </AppearanceContext>
      </EngineContext>
    </CSPProvider>
  );
}

function View({ name }: { readonly name: ViewName }) {
  switch (name) {
    case 'overview': return <Overview />;
    case 'book': return <BookView />;
    case 'volatility': return <VolatilityView />;
    case 'log': return <LogView />;
  }
}

/** The view is part of the address, so that a reload and the back button do what one expects. */
function useViewOfAddress(): ViewName {
  const [view, setView] = useState(() => viewFromHash(location.hash));
  useEffect(() => {
    const follow = (): void => setView(viewFromHash(location.hash));
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  return view;
}
