import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './style.css';

import { GraphiQL } from 'graphiql';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

import { Found } from './found.jsx';
import { withOptionalDefaults } from './introspection.js';
import { meant } from './operation.js';
import { tabs } from './operations.js';
import { subscription } from './subscription.js';

const token = document.querySelector('meta[name="portico-token"]').content;
const authorization = token ? { Authorization: `Bearer ${token}` } : {};
const headers = JSON.stringify(authorization, null, 2);
// Beside the page, wherever that is.
const endpoint = new URL('graphql', window.location.href);

async function ask(params, headersOfTab) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...authorization, ...headersOfTab },
    body: JSON.stringify(params),
  });
  return response.json();
}

async function fetcher(asked, options) {
  const operation = meant(asked);
  const params = operation ? { ...asked, operationName: operation.name?.value } : asked;
  if (operation?.operation === 'subscription') return subscription(endpoint, { ...authorization, ...options?.headers }, params);
  const answer = await ask(params, options?.headers);
  return params.operationName === 'IntrospectionQuery' ? withOptionalDefaults(answer) : answer;
}

function App() {
  // What the tab that is looked at was answered last.
  const [answer, setAnswer] = useState(null);
  return (
    <div className="portico">
      <GraphiQL
        fetcher={fetcher}
        onTabChange={({ tabs: open, activeTabIndex }) => setAnswer(open[activeTabIndex]?.response ?? null)}
        defaultTabs={tabs.map((tab) => ({ ...tab, headers }))}
        defaultHeaders={headers}
        // Of the first tab, the first time: later the browser remembers what was left in the tabs.
        initialVariables={localStorage.getItem('graphiql:tabState') ? undefined : tabs[0].variables}
        isHeadersEditorEnabled
        shouldPersistHeaders={false}
        defaultEditorToolsVisibility="variables"
      >
        <GraphiQL.Logo>Portico</GraphiQL.Logo>
      </GraphiQL>
      <Found answer={answer} />
    </div>
  );
}

createRoot(document.getElementById('root')).render(<App />);
