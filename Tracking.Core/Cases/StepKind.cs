namespace Tracking.Core.Cases;

/// <summary>What a step of a playbook asks of a person.</summary>
public enum StepKind
{
    /// <summary>Look at something, and decide by it.</summary>
    Check,

    /// <summary>Write to the carrier: the text is copied, or opened in the own mail program.</summary>
    AskCarrier,

    /// <summary>Write to the buyer for a paper, a number, an address or an answer.</summary>
    AskBuyer,
    Reship,
    Refund,

    /// <summary>Claim the loss or the damage from the carrier.</summary>
    Claim,

    /// <summary>Put the case away until a time or an event.</summary>
    Wait,
}
