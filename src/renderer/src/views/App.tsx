import { CSPProvider } from '@base-ui/react/csp-provider';
import { useEffect, useState } from 'react';
import { AppearanceContext, useAppearanceOfPage } from '../appearance.ts';
import { EngineContext, type Engine } from '../engineStore.ts';
import { BookView } from './book/BookView.tsx';
import { Footer } from './Footer.tsx';
import { LogView } from './log/LogView.tsx';
import { Overview } from './overview/Overview.tsx';
import { ScenariosView } from './scenarios/ScenariosView.tsx';
import { SignalsView } from './signals/SignalsView.tsx';
import { VerdictBar } from './VerdictBar.tsx';
import { viewFromHash, type ViewName } from './viewNames.ts';
import { titleText } from './verdict.ts';
import { VolatilityView } from './volatility/VolatilityView.tsx';

export function App({ engine }: { readonly engine: Engine }) {
  useTitle(engine);
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
    case 'scenarios': return <ScenariosView />;
    case 'signals': return <SignalsView />;
    case 'volatility': return <VolatilityView />;
    case 'log': return <LogView />;
  }
}

/** Tabs and task bars show the title when the page itself is not in sight. */
function useTitle({ store }: Engine): void {
  useEffect(() => {
    const show = (): void => {
      const title = titleText(store.read());
      if (document.title !== title) document.title = title;
    };
    show();
    return store.subscribe(show);
  }, [store]);
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
