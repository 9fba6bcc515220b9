CREATE TABLE "digests" (
	"week" timestamp (3) with time zone NOT NULL,
	"recipient" text NOT NULL,
	"way" text NOT NULL,
	"carrier" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"free_at" timestamp (3) with time zone NOT NULL,
	"done_at" timestamp (3) with time zone,
	"problem" text,
	CONSTRAINT "digests_week_recipient_way_pk" PRIMARY KEY("week","recipient","way")
);
