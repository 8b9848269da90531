CREATE TABLE orchestrator.contact (
  customer VARCHAR NOT NULL,
  token VARCHAR NOT NULL,
  PRIMARY KEY (customer)
);

CREATE INDEX contact_token ON orchestrator.contact (token);

CREATE TABLE orchestrator.enrolment (
  id BIGSERIAL NOT NULL,
  flow VARCHAR NOT NULL,
  customer VARCHAR NOT NULL,
  trigger_key VARCHAR NOT NULL,
  trigger_id VARCHAR NOT NULL,
  entry_slot VARCHAR NOT NULL,
  open_slot VARCHAR NOT NULL,
  digest VARCHAR NOT NULL,
  trigger JSONB NOT NULL,
  triggered_at TIMESTAMP WITH TIME ZONE NOT NULL,
  entered_at TIMESTAMP WITH TIME ZONE NOT NULL,
  position VARCHAR NOT NULL,
  due_at TIMESTAMP WITH TIME ZONE,
  batch VARCHAR,
  ended_at TIMESTAMP WITH TIME ZONE,
  end_reason VARCHAR,
  waits_since TIMESTAMP WITH TIME ZONE,
  held_out BOOLEAN DEFAULT false NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT enrolment_once_per_trigger UNIQUE (flow, customer, trigger_key),
  CONSTRAINT enrolment_once_per_slot UNIQUE (flow, customer, entry_slot)
);

CREATE INDEX enrolment_batch ON orchestrator.enrolment (batch) WHERE batch IS NOT NULL;

CREATE INDEX enrolment_due ON orchestrator.enrolment (flow, position, due_at) WHERE ended_at IS NULL;

CREATE UNIQUE INDEX enrolment_one_open ON orchestrator.enrolment (flow, customer, open_slot) WHERE ended_at IS NULL;

CREATE TABLE orchestrator.fact (
  customer VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  value VARCHAR,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (customer, name)
);

CREATE TABLE orchestrator.flow (
  flow VARCHAR NOT NULL,
  digest VARCHAR NOT NULL,
  began_at TIMESTAMP WITH TIME ZONE NOT NULL,
  starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
  watermark TIMESTAMP WITH TIME ZONE,
  live_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (flow)
);

CREATE TABLE orchestrator.judged (
  flow VARCHAR NOT NULL,
  customer VARCHAR NOT NULL,
  candidate VARCHAR NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  batch VARCHAR NOT NULL,
  PRIMARY KEY (flow, customer, candidate)
);

CREATE INDEX judged_at ON orchestrator.judged (flow, at);

CREATE TABLE orchestrator.membership (
  flow VARCHAR NOT NULL,
  customer VARCHAR NOT NULL,
  since TIMESTAMP WITH TIME ZONE NOT NULL,
  until TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (flow, customer, since)
);

CREATE UNIQUE INDEX membership_open ON orchestrator.membership (flow, customer) WHERE until IS NULL;

CREATE INDEX membership_since ON orchestrator.membership (flow, since);

CREATE TABLE orchestrator.meta (
  name VARCHAR NOT NULL,
  value VARCHAR NOT NULL,
  PRIMARY KEY (name)
);

CREATE TABLE orchestrator.suppression (
  channel VARCHAR NOT NULL,
  address VARCHAR NOT NULL,
  reason VARCHAR NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  stops VARCHAR DEFAULT 'all' NOT NULL,
  PRIMARY KEY (channel, address)
);

CREATE TABLE orchestrator.tag (
  customer VARCHAR NOT NULL,
  tag VARCHAR NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (customer, tag)
);

CREATE TABLE orchestrator.tick (
  id BIGSERIAL NOT NULL,
  flow VARCHAR NOT NULL,
  now TIMESTAMP WITH TIME ZONE NOT NULL,
  digest VARCHAR NOT NULL,
  counts JSONB NOT NULL,
  PRIMARY KEY (id)
);

CREATE INDEX tick_of_flow ON orchestrator.tick (flow, now);

CREATE TABLE orchestrator.message (
  id BIGSERIAL NOT NULL,
  enrolment BIGINT NOT NULL,
  flow VARCHAR NOT NULL,
  customer VARCHAR NOT NULL,
  step VARCHAR NOT NULL,
  channel VARCHAR NOT NULL,
  message_class VARCHAR NOT NULL,
  variant VARCHAR,
  status VARCHAR NOT NULL,
  reason VARCHAR,
  address VARCHAR,
  first_due_at TIMESTAMP WITH TIME ZONE NOT NULL,
  due_at TIMESTAMP WITH TIME ZONE NOT NULL,
  attempts INTEGER DEFAULT 0 NOT NULL,
  token VARCHAR,
  worker VARCHAR,
  lease_until TIMESTAMP WITH TIME ZONE,
  finished_at TIMESTAMP WITH TIME ZONE,
  topic VARCHAR,
  priority INTEGER DEFAULT 50 NOT NULL,
  to_customer BOOLEAN DEFAULT true NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT message_once_per_step UNIQUE (enrolment, step),
  FOREIGN KEY(enrolment) REFERENCES orchestrator.enrolment (id)
);

CREATE INDEX message_in_flight ON orchestrator.message (flow, status, lease_until) WHERE status IN ('claimed', 'sending');

CREATE INDEX message_of_customer ON orchestrator.message (customer, finished_at);

CREATE INDEX message_queued ON orchestrator.message (flow, step, due_at) WHERE status = 'queued';

CREATE INDEX message_token ON orchestrator.message (token) WHERE token IS NOT NULL;

CREATE TABLE orchestrator.passage (
  enrolment BIGINT NOT NULL,
  step VARCHAR NOT NULL,
  arm VARCHAR NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  awaited JSONB,
  PRIMARY KEY (enrolment, step),
  FOREIGN KEY(enrolment) REFERENCES orchestrator.enrolment (id)
);
