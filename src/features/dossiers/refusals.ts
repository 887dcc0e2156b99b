import { refusals } from '#libs/event-sourcing';

export const dossierRefusals = refusals({
  DOSSIER_REPLAY_UNFIT: {
    kind: 'unprocessable',
    says: 'The replay is not finished, or it is about another policy than this revision.',
    fix: 'Name a finished replay whose candidate is this revision, or none: the newest one is taken then.',
  },
  DOSSIER_ALTERED: {
    kind: 'conflict',
    says: 'What is stored of the dossier is missing, or is not what the ledger says.',
    fix: 'Make another one. Somebody changed the database: look into it.',
  },
});
export type DossierRefusalCode = keyof typeof dossierRefusals;
