CREATE TABLE orchestrator.contact (
  customer VARCHAR NOT NULL,
  token VARCHAR NOT NULL,
  PRIMARY KEY (customer)
);

CREATE INDEX orchestrator.contact_token ON contact (token);

CREATE TABLE orchestrator.enrolment (
  id INTEGER NOT NULL,
  flow VARCHAR NOT NULL,
  customer VARCHAR NOT NULL,
  trigger_key VARCHAR NOT NULL,
  trigger_id VARCHAR NOT NULL,
  entry_slot VARCHAR NOT NULL,
  open_slot VARCHAR NOT NULL,
  digest VARCHAR NOT NULL,
  "trigger" JSON NOT NULL,
  triggered_at VARCHAR NOT NULL,
  entered_at VARCHAR NOT NULL,
  position VARCHAR NOT NULL,
  due_at VARCHAR,
  batch VARCHAR,
  ended_at VARCHAR,
  end_reason VARCHAR,
  waits_since VARCHAR,
  held_out BOOLEAN DEFAULT 0 NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT enrolment_once_per_trigger UNIQUE (flow, customer, trigger_key),
  CONSTRAINT enrolment_once_per_slot UNIQUE (flow, customer, entry_slot)
);

CREATE INDEX orchestrator.enrolment_batch ON enrolment (batch) WHERE batch IS NOT NULL;

CREATE INDEX orchestrator.enrolment_due ON enrolment (flow, position, due_at) WHERE ended_at IS NULL;

CREATE UNIQUE INDEX orchestrator.enrolment_one_open ON enrolment (flow, customer, open_slot) WHERE ended_at IS NULL;

CREATE TABLE orchestrator.fact (
  customer VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  value VARCHAR,
  at VARCHAR NOT NULL,
  PRIMARY KEY (customer, name)
);

CREATE TABLE orchestrator.flow (
  flow VARCHAR NOT NULL,
  digest VARCHAR NOT NULL,
  began_at VARCHAR NOT NULL,
  starts_at VARCHAR NOT NULL,
  watermark VARCHAR,
  live_at VARCHAR,
  PRIMARY KEY (flow)
);

CREATE TABLE orchestrator.judged (
  flow VARCHAR NOT NULL,
  customer VARCHAR NOT NULL,
  candidate VARCHAR NOT NULL,
  at VARCHAR NOT NULL,
  batch VARCHAR NOT NULL,
  PRIMARY KEY (flow, customer, candidate)
);

CREATE INDEX orchestrator.judged_at ON judged (flow, at);

CREATE TABLE orchestrator.membership (
  flow VARCHAR NOT NULL,
  customer VARCHAR NOT NULL,
  since VARCHAR NOT NULL,
  until VARCHAR,
  PRIMARY KEY (flow, customer, since)
);

CREATE UNIQUE INDEX orchestrator.membership_open ON membership (flow, customer) WHERE until IS NULL;

CREATE INDEX orchestrator.membership_since ON membership (flow, since);

CREATE TABLE orchestrator.meta (
  name VARCHAR NOT NULL,
  value VARCHAR NOT NULL,
  PRIMARY KEY (name)
);

CREATE TABLE orchestrator.suppression (
  channel VARCHAR NOT NULL,
  address VARCHAR NOT NULL,
  reason VARCHAR NOT NULL,
  at VARCHAR NOT NULL,
  stops VARCHAR DEFAULT 'all' NOT NULL,
  PRIMARY KEY (channel, address)
);

CREATE TABLE orchestrator.tag (
  customer VARCHAR NOT NULL,
  tag VARCHAR NOT NULL,
  at VARCHAR NOT NULL,
  PRIMARY KEY (customer, tag)
);

CREATE TABLE orchestrator.tick (
  id INTEGER NOT NULL,
  flow VARCHAR NOT NULL,
  now VARCHAR NOT NULL,
  digest VARCHAR NOT NULL,
  counts JSON NOT NULL,
  PRIMARY KEY (id)
);

CREATE INDEX orchestrator.tick_of_flow ON tick (flow, now);

CREATE TABLE orchestrator.message (
  id INTEGER NOT NULL,
  enrolment INTEGER NOT NULL,
  flow VARCHAR NOT NULL,
  customer VARCHAR NOT NULL,
  step VARCHAR NOT NULL,
  channel VARCHAR NOT NULL,
  message_class VARCHAR NOT NULL,
  variant VARCHAR,
  status VARCHAR NOT NULL,
  reason VARCHAR,
  address VARCHAR,
  first_due_at VARCHAR NOT NULL,
  due_at VARCHAR NOT NULL,
  attempts INTEGER DEFAULT 0 NOT NULL,
  token VARCHAR,
  worker VARCHAR,
  lease_until VARCHAR,
  finished_at VARCHAR,
  topic VARCHAR,
  priority INTEGER DEFAULT 50 NOT NULL,
  to_customer BOOLEAN DEFAULT 1 NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT message_once_per_step UNIQUE (enrolment, step),
  FOREIGN KEY(enrolment) REFERENCES enrolment (id)
);

CREATE INDEX orchestrator.message_in_flight ON message (flow, status, lease_until) WHERE status IN ('claimed', 'sending');

CREATE INDEX orchestrator.message_of_customer ON message (customer, finished_at);

CREATE INDEX orchestrator.message_queued ON message (flow, step, due_at) WHERE status = 'queued';

CREATE INDEX orchestrator.message_token ON message (token) WHERE token IS NOT NULL;

CREATE TABLE orchestrator.passage (
  enrolment INTEGER NOT NULL,
  step VARCHAR NOT NULL,
  arm VARCHAR NOT NULL,
  at VARCHAR NOT NULL,
  awaited JSON,
  PRIMARY KEY (enrolment, step),
  FOREIGN KEY(enrolment) REFERENCES enrolment (id)
);
